import { uuid } from './ids';
import { sendOnly, withContents, type TrackContents } from './sdp';
import type { RemoteSdpInfo } from './types';

/** What the negotiation sends over the signalling connection. */
export interface SdpSender {
  /** An offer in `updateRoomState`; resolves with its acknowledgement. */
  offer(sdp: string, tid: string): Promise<void>;
  /** An answer to the server's offer, or the offer that had to step back for it. Nothing answers these. */
  silent(sdpType: 'offer' | 'answer', sdp: string, tid: string): void;
}

/**
 * Offer and answer of one peer connection. One offer is open at a time; changes asked for meanwhile share the next.
 * An answer counts only with the `tid` of the open offer.
 */
export class Negotiation {
  readonly #pc: RTCPeerConnection;
  readonly #sender: SdpSender;
  readonly #contents: Record<string, string> = {};
  /** Serialises the steps that touch the peer connection's descriptions. */
  #steps: Promise<unknown> = Promise.resolve();
  /** The open offer: settled when its answer has been applied or can't come any more. */
  #answered: Promise<void> = Promise.resolve();
  #settleAnswered: () => void = () => {};
  #next: Promise<void> | null = null;
  #running: Promise<unknown> = Promise.resolve();
  #tid = '';

  constructor(pc: RTCPeerConnection, sender: SdpSender) {
    this.#pc = pc;
    this.#sender = sender;
  }

  /** Makes the first offer, which travels in `joinRoom`. */
  first(contents: TrackContents | undefined): Promise<{ sdp: string; tid: string }> {
    Object.assign(this.#contents, contents);
    return this.#openOffer();
  }

  /** Tells the server of added, changed or removed tracks and slots. */
  update(contents?: TrackContents): Promise<void> {
    Object.assign(this.#contents, contents);
    if (!this.#next) {
      const previous = Promise.allSettled([this.#running, this.#answered]);
      this.#next = previous.then(() => {
        this.#next = null;
        const exchange = this.#exchange();
        this.#running = exchange;
        return exchange;
      });
    }
    return this.#next;
  }

  /** Nothing more will come: lets go of whoever waits for an answer. */
  close(): void {
    this.#settleAnswered();
  }

  /** A `REMOTE_SDP` of the server. Rejects when the browser refuses it. */
  receive(remote: RemoteSdpInfo): Promise<void> {
    return this.#step(() => (remote.type === 'answer' ? this.#applyAnswer(remote) : this.#applyOffer(remote)));
  }

  async #exchange(): Promise<void> {
    // The answer to the join, or to the exchange before, may still be on its way.
    await this.#answered;
    const { sdp, tid } = await this.#openOffer();
    try {
      await this.#sender.offer(sdp, tid);
    } catch (error) {
      await this.#step(async () => {
        if (this.#pc.signalingState === 'have-local-offer') await this.#pc.setLocalDescription({ type: 'rollback' });
      });
      this.#settleAnswered();
      throw error;
    }
  }

  #openOffer(): Promise<{ sdp: string; tid: string }> {
    return this.#step(async () => {
      this.#tid = uuid();
      this.#answered = new Promise((resolve) => (this.#settleAnswered = resolve));
      try {
        const sdp = await this.#createOffer();
        return { sdp: withContents(sdp, this.#contents), tid: this.#tid };
      } catch (error) {
        this.#settleAnswered();
        throw error;
      }
    });
  }

  async #createOffer(): Promise<string> {
    // Set on the transceivers as well as in the text: browsers may refuse a description that contradicts them.
    for (const transceiver of this.#pc.getTransceivers()) {
      if (transceiver.direction === 'sendrecv') transceiver.direction = 'sendonly';
    }
    const offer = await this.#pc.createOffer();
    const sdp = sendOnly(offer.sdp ?? '');
    await this.#pc.setLocalDescription({ type: 'offer', sdp });
    return sdp;
  }

  async #applyAnswer(remote: RemoteSdpInfo): Promise<void> {
    if (this.#pc.signalingState !== 'have-local-offer' || remote.tid !== this.#tid) return;
    try {
      await this.#pc.setRemoteDescription({ type: 'answer', sdp: remote.sdp });
    } finally {
      this.#settleAnswered();
    }
  }

  async #applyOffer(remote: RemoteSdpInfo): Promise<void> {
    if (this.#pc.signalingState === 'closed') return;
    const stepBack = this.#pc.signalingState === 'have-local-offer';
    if (stepBack) await this.#pc.setLocalDescription({ type: 'rollback' });
    await this.#pc.setRemoteDescription({ type: 'offer', sdp: remote.sdp });
    const answer = await this.#pc.createAnswer();
    await this.#pc.setLocalDescription({ type: 'answer', sdp: sendOnly(answer.sdp ?? '') });
    this.#sender.silent('answer', this.#pc.localDescription?.sdp ?? '', this.#tid);
    if (stepBack) this.#sender.silent('offer', await this.#createOffer(), this.#tid);
  }

  #step<T>(body: () => Promise<T>): Promise<T> {
    const result = this.#steps.then(body);
    this.#steps = result.catch(() => {});
    return result;
  }
}
