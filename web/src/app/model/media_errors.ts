/** Something the user can understand and act on, when camera, microphone or the media connection don't work. */
export interface MediaProblem {
  title: string;
  advice: string;
}

export type Device = 'camera' | 'microphone' | 'camera and microphone' | 'screen';

export function mediaProblem(error: unknown, device: Device): MediaProblem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return {
        title: `Your browser blocks the ${device}`,
        advice:
          'Allow access with the icon next to the address bar, check your system’s privacy settings, and try again.',
      };
    case 'NotFoundError':
    case 'OverconstrainedError':
      return { title: `No ${device} found`, advice: 'Connect a device and try again, or join without it.' };
    case 'NotReadableError':
    case 'AbortError':
      return {
        title: `The ${device} can’t be started`,
        advice: 'Another application may be using it. Close that application, or reconnect the device, and try again.',
      };
    default:
      return { title: `The ${device} doesn’t work`, advice: 'Reconnect the device and try again, or join without it.' };
  }
}

/** Browsers hide camera and microphone from pages that weren't loaded securely. */
export const INSECURE_PAGE: MediaProblem = {
  title: 'Camera and microphone need a secure connection',
  advice:
    'Your browser gives them only to pages opened with https://. Ask your administrator for the secure address, or ' +
    'join without camera and microphone to watch and listen.',
};

export const MEDIA_UNREACHABLE: MediaProblem = {
  title: 'Audio and video can’t reach the server',
  advice:
    'Your network may block the connection. Try again; if it keeps failing, try another network or switch off your ' +
    'VPN, or ask your administrator to open the server’s media port.',
};

/** What a refused join means. */
export function joinProblem(text: string): MediaProblem {
  switch (text) {
    case 'Room is not available':
    case 'Room not found':
      return { title: 'This meeting isn’t running', advice: 'Check the meeting ID, or ask the host whether it has started.' };
    case 'Wrong pin':
      return { title: 'Wrong PIN', advice: 'This meeting is protected. Ask the host for the PIN and try again.' };
    case 'Room is locked':
      return { title: 'This meeting is locked', advice: 'Ask the host to unlock it, then try again.' };
    case 'Authorization failed by owner':
      return { title: 'The host didn’t let you in', advice: 'Ask the host, then try again.' };
    case 'Room destroyed':
      return { title: 'The meeting has ended', advice: '' };
    case 'User already joined':
      return { title: 'You are in this meeting already', advice: 'Leave it in the other window first.' };
    default:
      return { title: 'The meeting couldn’t be joined', advice: text };
  }
}
