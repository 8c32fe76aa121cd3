import type { RoomExtended } from '../../sdk';

export type Source = 'microphone' | 'camera' | 'screen';

/** Content types that tell receivers what a video shows. */
export const CONTENT: Readonly<Record<Exclude<Source, 'microphone'>, string>> = {
  camera: 'camera',
  screen: 'screen_sharing',
};

interface Line {
  transceiver: RTCRtpTransceiver;
  /** The id the server knows: that of the first track on this line. Browsers keep it when the track is replaced. */
  trackId: string;
}

/** The sending media lines of one peer connection, at most one for each source. */
export class Publisher {
  readonly #pc: RTCPeerConnection;
  readonly #lines = new Map<Source, Line>();

  constructor(pc: RTCPeerConnection) {
    this.#pc = pc;
  }

  /** Content types by track id, for `join` and `updateState`. */
  contents(): Record<string, string> {
    const contents: Record<string, string> = {};
    for (const [source, { trackId }] of this.#lines) {
      if (source !== 'microphone') contents[trackId] = CONTENT[source];
    }
    return contents;
  }

  /** What is sent on the media line with this mid. */
  sourceAt(mid: string): Source | undefined {
    for (const [source, { transceiver }] of this.#lines) if (transceiver.mid === mid) return source;
    return undefined;
  }

  /** Sends this track as the source. True when the server has to be told by a negotiation. */
  async put(source: Source, track: MediaStreamTrack): Promise<boolean> {
    const line = this.#lines.get(source);
    if (line) {
      await line.transceiver.sender.replaceTrack(track);
      if (line.transceiver.direction === 'sendonly') return false;
      line.transceiver.direction = 'sendonly';
      return true;
    }
    if (track.kind === 'video') track.contentHint = source === 'screen' ? 'detail' : 'motion';
    const transceiver = this.#pc.addTransceiver(track, {
      direction: 'sendonly',
      streams: [new MediaStream([track])],
      sendEncodings: source === 'camera' ? [{ maxBitrate: 1_500_000 }] : undefined,
    });
    this.#lines.set(source, { transceiver, trackId: track.id });
    return true;
  }

  /** Sends nothing for now; the line stays and no negotiation is needed. */
  async pause(source: Source): Promise<void> {
    await this.#lines.get(source)?.transceiver.sender.replaceTrack(null);
  }

  /** Ends the source for everybody. True when the server has to be told by a negotiation. */
  async end(source: Source): Promise<boolean> {
    const line = this.#lines.get(source);
    if (!line || line.transceiver.direction === 'inactive') return false;
    await line.transceiver.sender.replaceTrack(null);
    line.transceiver.direction = 'inactive';
    return true;
  }

  /** Tells the server to forward the source or not. */
  async mute(room: RoomExtended, source: Source, mute: boolean): Promise<void> {
    const line = this.#lines.get(source);
    if (line) await room.muteTrack(line.trackId, mute);
  }
}
