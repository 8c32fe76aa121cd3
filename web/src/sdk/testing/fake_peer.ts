/** A peer connection that keeps the state machine of descriptions and nothing else. */
export class FakePeer {
  signalingState: RTCSignalingState = 'stable';
  localDescription: { type: string; sdp: string } | null = null;
  readonly remote: { type: string; sdp: string }[] = [];
  readonly channels: FakeChannel[] = [];
  readonly transceivers: FakeTransceiver[] = [];
  closed = false;
  #before: RTCSignalingState = 'stable';

  addTransceiver(kind: string, init: { direction: RTCRtpTransceiverDirection }): FakeTransceiver {
    const transceiver = new FakeTransceiver(kind, init.direction);
    this.transceivers.push(transceiver);
    return transceiver;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  createDataChannel(label: string): FakeChannel {
    const channel = new FakeChannel(label);
    this.channels.push(channel);
    return channel;
  }

  async createOffer(): Promise<{ type: string; sdp: string }> {
    if (this.closed) throw new Error('closed');
    const lines = this.transceivers.map(
      (transceiver) => `m=${transceiver.kind}\r\na=${transceiver.direction}\r\na=msid:- ${transceiver.trackId}\r\n`,
    );
    return { type: 'offer', sdp: `v=0\r\n${lines.join('')}` };
  }

  async createAnswer(): Promise<{ type: string; sdp: string }> {
    return { type: 'answer', sdp: 'v=0\r\na=sendrecv\r\n' };
  }

  async setLocalDescription(description: { type: string; sdp?: string }): Promise<void> {
    if (description.type === 'rollback') {
      this.signalingState = this.#before;
      return;
    }
    this.localDescription = { type: description.type, sdp: description.sdp! };
    this.signalingState = description.type === 'offer' ? 'have-local-offer' : 'stable';
    this.transceivers.forEach((transceiver, index) => (transceiver.mid ??= String(index)));
  }

  async setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    this.remote.push(description);
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
  }

  close(): void {
    this.closed = true;
    this.signalingState = 'closed';
  }
}

export class FakeTransceiver {
  mid: string | null = null;
  trackId = 'none';
  readonly receiver = { track: {} };

  constructor(
    readonly kind: string,
    public direction: RTCRtpTransceiverDirection,
  ) {}
}

export class FakeChannel {
  readyState = 'connecting';
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  readonly sent: string[] = [];

  constructor(readonly label: string) {}

  open(): void {
    this.readyState = 'open';
    this.onopen?.();
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 'closed';
  }

  receive(event: object): void {
    this.onmessage?.({ data: JSON.stringify(event) });
  }
}
