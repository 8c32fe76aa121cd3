import type { Attachment } from 'svelte/attachments';

/** Plays a stream in a media element. `onblocked` hears of a browser that wants a click before it makes a sound. */
export function stream(source: MediaStream | null, onblocked?: () => void): Attachment<HTMLMediaElement> {
  return (element) => {
    element.srcObject = source;
    if (source) {
      element.play().catch((error: unknown) => {
        if (error instanceof DOMException && error.name === 'NotAllowedError') onblocked?.();
      });
    }
    return () => {
      element.srcObject = null;
    };
  };
}
