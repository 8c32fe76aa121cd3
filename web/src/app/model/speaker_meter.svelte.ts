import { SvelteSet } from 'svelte/reactivity';
import type { RemoteMedia } from './remote_media.svelte';

const PERIOD_MS = 250;
/** Sound level, of 1, above which somebody counts as speaking. */
const SPEAKING = 0.02;
/** Periods the mark stays after the last sound, so that it doesn't flicker between words. */
const HOLD_PERIODS = 3;

/** Who is speaking, by the sound levels the browser measures on the incoming tracks. */
export class SpeakerMeter {
  readonly speaking = new SvelteSet<string>();
  readonly #hold = new Map<string, number>();
  #timer: ReturnType<typeof setInterval> | undefined;

  start(pc: RTCPeerConnection, remote: RemoteMedia): void {
    this.stop();
    this.#timer = setInterval(() => this.#measure(pc, remote), PERIOD_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.speaking.clear();
    this.#hold.clear();
  }

  #measure(pc: RTCPeerConnection, remote: RemoteMedia): void {
    const receivers = new Map(pc.getReceivers().map((receiver) => [receiver.track, receiver]));
    const present = new Set<string>();
    for (const source of remote.audio) {
      present.add(source.userId);
      const receiver = source.remote ? receivers.get(source.remote.track) : undefined;
      const level = source.info.mute ? 0 : (receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0);
      const held = level > SPEAKING ? HOLD_PERIODS : Math.max(0, (this.#hold.get(source.userId) ?? 0) - 1);
      this.#hold.set(source.userId, held);
      if (held > 0) this.speaking.add(source.userId);
      else this.speaking.delete(source.userId);
    }
    for (const userId of [...this.speaking]) if (!present.has(userId)) this.speaking.delete(userId);
  }
}
