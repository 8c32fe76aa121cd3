import { uuid } from './ids';
import { ConnectionEndedError, PendingCalls } from './pending';
import { MessageAssembler, splitMessage } from './room_messages';
import type { RoomMessage, WireEvent } from './types';

/** Messages among participants over the data channel `control`. */
export class ControlChannel {
  readonly #channel: RTCDataChannel;
  readonly #pending = new PendingCalls();
  readonly #assembler = new MessageAssembler();
  readonly #opened: Promise<void>;

  /** `onEvent` gets whole messages and every other event the server puts on the channel. */
  constructor(channel: RTCDataChannel, onEvent: (event: WireEvent) => void) {
    this.#channel = channel;
    this.#opened = new Promise((resolve, reject) => {
      if (channel.readyState === 'open') resolve();
      channel.onopen = () => resolve();
      channel.onclose = () => {
        const error = new ConnectionEndedError('The control channel is closed');
        reject(error);
        this.#pending.rejectAll(error);
      };
    });
    this.#opened.catch(() => {});
    channel.onmessage = (message) => this.#received(message.data, onEvent);
  }

  /** Resolves when the server has taken the whole message. */
  async send(text: string): Promise<void> {
    await this.#opened;
    const id = uuid();
    const accepted = this.#pending.wait<void>(id);
    for (const piece of splitMessage(id, text)) this.#channel.send(piece);
    return accepted;
  }

  close(): void {
    this.#pending.rejectAll(new ConnectionEndedError('The room is over'));
    this.#channel.close();
  }

  #received(data: unknown, onEvent: (event: WireEvent) => void): void {
    if (typeof data !== 'string') return;
    let event: WireEvent;
    try {
      event = JSON.parse(data);
    } catch {
      return;
    }
    if (!event || typeof event.type !== 'string') return;
    if (event.type === 'ACK') {
      this.#pending.resolve(event.internalMessageId);
    } else if (event.type === 'FAILED' && this.#pending.has(event.internalMessageId)) {
      this.#pending.reject(event.internalMessageId, event.error);
    } else if (event.type === 'MESSAGE') {
      const outer = (event as unknown as RoomMessage).message;
      const whole = this.#assembler.add(String(outer?.message ?? ''));
      if (whole !== undefined) onEvent({ ...event, message: { ...outer, message: whole } });
    } else {
      onEvent(event);
    }
  }
}
