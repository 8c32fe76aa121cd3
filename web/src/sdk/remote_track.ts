import { RoomError, type TrackType } from './enums';

/** A receiving media line of the peer connection that the server fills with whatever track is asked for. */
export interface Slot {
  readonly kind: TrackType;
  readonly transceiver: RTCRtpTransceiver;
  user: RemoteTrack | null;
}

/** Sends a room call and resolves with its answer. */
export type RoomCall = <T>(name: string, argument: object) => Promise<T>;

/** One slot in use. Get it from `RoomExtended.getRemoteTrack`, show `track`, choose what it shows with `demandTrack`. */
export class RemoteTrack {
  /** The receiver's media track; it stays the same whatever is demanded on the slot. */
  readonly track: MediaStreamTrack;
  preferredQuality: string | undefined;
  sid: number | undefined;
  tid: number | undefined;
  disposed = false;
  readonly #slot: Slot;
  readonly #call: RoomCall;
  readonly #roomId: string;

  constructor(slot: Slot, roomId: string, call: RoomCall) {
    this.#slot = slot;
    this.#roomId = roomId;
    this.#call = call;
    this.track = slot.transceiver.receiver.track;
  }

  /** Shows this remote track on the slot; without an id the slot is emptied. A refusal disposes the object. */
  async demandTrack(remoteTrackId?: string | null): Promise<void> {
    this.#check();
    try {
      await this.#lease(remoteTrackId ?? null);
    } catch (error) {
      this.disposed = true;
      this.#free();
      throw error;
    }
  }

  /** Stops what the server sends on this slot, to this participant only. */
  async mute(): Promise<void> {
    this.#check();
    await this.#call('muteRemoteTrack', { roomId: this.#roomId, id: this.#mid(), mute: true });
  }

  async unmute(): Promise<void> {
    this.#check();
    await this.#call('muteRemoteTrack', { roomId: this.#roomId, id: this.#mid(), mute: false });
  }

  /** One of the advertised qualities, the highest that is wanted; the server may send less. */
  async setPreferredQuality(quality?: string): Promise<void> {
    this.#check();
    if (quality !== undefined) this.preferredQuality = quality;
    await this.#call('changeQuality', { roomId: this.#roomId, id: this.#mid(), quality: this.preferredQuality });
  }

  /** Highest spatial layer wanted. */
  async setSid(sid: number): Promise<void> {
    this.#check();
    this.sid = sid;
    await this.#call('changeSid', { roomId: this.#roomId, id: this.#mid(), sid });
  }

  /** Highest temporal layer wanted. */
  async setTid(tid: number): Promise<void> {
    this.#check();
    this.tid = tid;
    await this.#call('changeTid', { roomId: this.#roomId, id: this.#mid(), tid });
  }

  /** Gives the slot back. */
  async dispose(): Promise<void> {
    this.#check();
    this.disposed = true;
    // The track may be gone already, and then there is nothing left to release.
    await this.#lease(null).catch(() => {});
    this.#free();
  }

  #lease(remoteTrackId: string | null): Promise<void> {
    return this.#call('leaseTrack', { roomId: this.#roomId, remoteTrackId, localMid: this.#mid() });
  }

  #mid(): string {
    return this.#slot.transceiver.mid ?? '';
  }

  #free(): void {
    if (this.#slot.user === this) this.#slot.user = null;
  }

  #check(): void {
    if (this.disposed) throw new Error(RoomError.TRACK_ALREADY_DISPOSED);
  }
}
