import { ControlChannel } from './control_channel';
import { applyRule, ruleOf } from './dispatch';
import { Emitter, type Handler } from './emitter';
import { RoomError, RoomState } from './enums';
import { Negotiation } from './negotiation';
import { RemoteTrack, type Slot } from './remote_track';
import type { ConferenceType, ParticipantRole, TrackType, TransportType } from './enums';
import type { PendingCalls } from './pending';
import type { TrackContents } from './sdp';
import type {
  JoinedRoom,
  LeftRoom,
  ParticipantRenamed,
  RemoteSdpInfo,
  RoleAssigned,
  RoomExtendedConfig,
  RoomExtendedParticipantConfig,
  RoomDescription,
  WaitingRoomUpdate,
  WireEvent,
} from './types';

/** What a room needs of the client it belongs to. */
export interface RoomConnection {
  call<T>(name: string, argument: object): Promise<T>;
  send(name: string, argument: object): void;
  pending: PendingCalls;
  /** The room is over and no longer to be held. */
  over(room: RoomExtended): void;
}

/** Boolean members of the room's configuration, by the event that changes them. */
const CONFIG_MEMBERS: Readonly<Record<string, keyof RoomExtendedConfig>> = {
  ROOM_LOCKED: 'locked',
  ROOM_INITIAL_AUDIO_MUTED: 'initialAudioMuted',
  ROOM_INITIAL_VIDEO_MUTED: 'initialVideoMuted',
  ROOM_INITIAL_SCREEN_SHARING_MUTED: 'initialScreenSharingMuted',
  ROOM_AUDIO_MUTED: 'audioMuted',
  ROOM_VIDEO_MUTED: 'videoMuted',
  ROOM_SCREEN_SHARING_MUTED: 'screenSharingMuted',
  ROOM_CHAT_MUTED: 'chatMuted',
  ROOM_CAN_CHANGE_NICKNAME: 'canChangeNickname',
};

const PARTICIPANT_MEMBERS: Readonly<Record<string, keyof RoomExtendedParticipantConfig>> = {
  PARTICIPANT_AUDIO_MUTED: 'audioMuted',
  PARTICIPANT_VIDEO_MUTED: 'videoMuted',
  PARTICIPANT_SCREEN_SHARING_MUTED: 'screenSharingMuted',
};

/** Terminal for the participant named in the event; `ENDED` and `FAILED` end the room for everybody. */
const TERMINAL_FOR_ONE = new Set(['LEFT', 'FORCEFULLY_LEFT', 'EVICTED', 'DROPPED']);

/** One meeting room: joining and leaving, own tracks, remote tracks, moderation. */
export class RoomExtended {
  readonly #emitter = new Emitter();
  readonly #connection: RoomConnection;
  readonly #info: RoomDescription;
  readonly #slots: Slot[] = [];
  #name: string;
  #config: RoomExtendedConfig;
  #waitingRoomEnabled: boolean;
  #userId: string;
  #nickname = '';
  #role: ParticipantRole = 'PARTICIPANT';
  #state: RoomState = RoomState.NEW;
  #pc: RTCPeerConnection | null = null;
  #negotiation: Negotiation | null = null;
  #control: ControlChannel | null = null;

  constructor(info: RoomDescription, userId: string, connection: RoomConnection) {
    this.#info = info;
    this.#userId = userId;
    this.#connection = connection;
    this.#name = info.name ?? '';
    this.#config = { ...info.config, participantsConfig: { ...info.config?.participantsConfig } };
    this.#waitingRoomEnabled = info.waitingRoomEnabled;
  }

  id = (): string => this.#info.id;
  name = (): string => this.#name;
  pin = (): string => this.#info.pin ?? '';
  owner = (): string => this.#info.owner;
  creationTime = (): number => this.#info.creationTime;
  conferenceType = (): ConferenceType => this.#info.conferenceType ?? 'GLOBAL';
  userId = (): string => this.#userId;
  nickname = (): string => this.#nickname;
  role = (): ParticipantRole => this.#role;
  state = (): RoomState => this.#state;
  config = (): RoomExtendedConfig => this.#config;
  waitingRoomEnabled = (): boolean => this.#waitingRoomEnabled;
  pc = (): RTCPeerConnection | null => this.#pc;

  on(event: string, handler: Handler): this {
    this.#emitter.on(event, handler);
    return this;
  }

  off(event: string, handler: Handler): this {
    this.#emitter.off(event, handler);
    return this;
  }

  /** Whether this object is in use: joined, or a join is under way. */
  active(): boolean {
    return this.#pc !== null && this.#state !== RoomState.DISPOSED && this.#state !== RoomState.FAILED;
  }

  /**
   * Joins with a peer connection that already has the application's tracks. Stays pending while the participant waits
   * for admission.
   * @param config content type by local track id
   * @param predefinedTracksCount slots for remote video made with the first offer
   */
  async join(
    pc: RTCPeerConnection,
    nickname?: string | null,
    config?: TrackContents,
    predefinedTracksCount = 0,
    transportType?: TransportType,
  ): Promise<JoinedRoom> {
    if (this.#state !== RoomState.NEW || this.#pc) throw new Error(`Can't joined room with state ${this.#state}`);
    this.#pc = pc;
    for (let count = 0; count < predefinedTracksCount; count += 1) this.#addSlot('VIDEO');
    this.#control = new ControlChannel(pc.createDataChannel('control'), (event) => this.#fire(event.type, event));
    pc.createDataChannel('bitrate');
    const place = { id: this.id(), pin: this.pin() };
    this.#negotiation = new Negotiation(pc, {
      offer: (sdp, tid) => this.#connection.call('updateRoomState', { ...place, sdp, sdpType: 'offer', tid }),
      silent: (sdpType, sdp, tid) => {
        const withoutAnswer = sdpType === 'offer' ? { internalMessageId: '' } : {};
        this.#connection.send('updateRoomState', { ...place, sdp, sdpType, tid, ...withoutAnswer });
      },
    });
    const { sdp, tid } = await this.#negotiation.first(config);
    return this.#connection.call('joinRoom', { ...place, sdp, nickname, sdpType: 'offer', tid, transport: transportType });
  }

  /** Tells the server of tracks added to or removed from the peer connection. */
  updateState(config?: TrackContents): Promise<void> {
    if (!this.#negotiation) return Promise.reject(new Error(`Room is not joined, state ${this.#state}`));
    return this.#negotiation.update(config);
  }

  /** A free slot of this kind. With `force` one is made when none is free, without it the answer is undefined. */
  async getRemoteTrack(kind: TrackType, force: boolean): Promise<RemoteTrack | undefined> {
    const free = this.#slots.find(
      ({ kind: own, user, transceiver }) =>
        // An application track that took over the line made it useless as a slot; without a mid it isn't agreed yet.
        own === kind && !user && transceiver.mid !== null && transceiver.direction === 'recvonly',
    );
    const slot = free ?? (force && this.#pc ? this.#addSlot(kind) : undefined);
    if (!slot) return undefined;
    const track = new RemoteTrack(slot, this.id(), (name, argument) => this.#connection.call(name, argument));
    slot.user = track;
    if (slot === free) return track;
    try {
      await this.updateState();
    } catch (error) {
      slot.user = null;
      throw error;
    }
    return track;
  }

  leaveRoom(): Promise<LeftRoom> {
    const left = this.#connection.call<LeftRoom>('leaveRoom', { id: this.id(), pin: this.pin() });
    this.close();
    return left;
  }

  destroyRoom(): Promise<void> {
    const destroyed = this.#connection.call<void>('destroyRoom', { id: this.id(), pin: this.pin() });
    this.#state = RoomState.DISPOSED;
    return destroyed;
  }

  /** Stops or resumes one of the own tracks at the server. */
  muteTrack = (trackId: string, mute: boolean): Promise<void> =>
    this.#connection.call('muteTrack', { roomId: this.id(), id: trackId, mute });

  changeQuality = (trackId: string, quality: string | null, tid?: number): Promise<void> =>
    this.#connection.call('changeQuality', { roomId: this.id(), id: trackId, quality, tid });

  /** Sends text to all participants over the data channel. */
  sendMessage(message: string): Promise<void> {
    if (!this.#control) return Promise.reject(new Error(`Room is not joined, state ${this.#state}`));
    return this.#control.send(message);
  }

  sendControlMessage = (body: string, broadcast: boolean, to?: string): Promise<void> =>
    this.#connection.call('sendControlMessage', { roomId: this.id(), broadcast, from: '', to, body });

  evictParticipant = (userId: string): Promise<void> =>
    this.#connection.call('evictParticipant', { id: this.id(), userId });
  renameParticipant = (userId: string, newNickname: string): Promise<ParticipantRenamed> =>
    this.#connection.call('renameParticipant', { roomId: this.id(), userId, newNickname });
  assignRole = (userId: string, role: ParticipantRole): Promise<void> =>
    this.#connection.call('assignRole', { roomId: this.id(), userId, role });
  reclaimOwnerRights = (): Promise<void> => this.#connection.call('reclaimOwnerRights', { roomId: this.id() });
  authorizeWaitingList = (userId: string, authorized: boolean): Promise<void> =>
    this.#connection.call('authorizeWaitingList', { id: this.id(), userId, authorized });
  moveToWaitingRoom = (userId: string): Promise<void> =>
    this.#connection.call('moveToWaitingRoom', { roomId: this.id(), userId });
  configureWaitingRoom = (enabled: boolean): Promise<WaitingRoomUpdate> =>
    this.#connection.call('configureWaitingRoom', { id: this.id(), enabled });

  setLock = (value: boolean): Promise<boolean> => this.#set('setRoomLock', value);
  setAudioMuted = (value: boolean): Promise<boolean> => this.#set('setRoomAudioMuted', value);
  setVideoMuted = (value: boolean): Promise<boolean> => this.#set('setRoomVideoMuted', value);
  setScreenSharingMuted = (value: boolean): Promise<boolean> => this.#set('setRoomScreenSharingMuted', value);
  setChatMuted = (value: boolean): Promise<boolean> => this.#set('setRoomChatMuted', value);
  setCanChangeNickname = (value: boolean): Promise<boolean> => this.#set('setRoomCanChangeNickname', value);
  setParticipantAudioMuted = (userId: string, value: boolean): Promise<boolean> =>
    this.#set('setParticipantAudioMuted', value, userId);
  setParticipantVideoMuted = (userId: string, value: boolean): Promise<boolean> =>
    this.#set('setParticipantVideoMuted', value, userId);
  setParticipantScreenSharingMuted = (userId: string, value: boolean): Promise<boolean> =>
    this.#set('setParticipantScreenSharingMuted', value, userId);

  /** For the client: an event of this room. */
  process(event: WireEvent): void {
    if (event.type === 'REMOTE_SDP') return this.#receiveSdp(event.info as RemoteSdpInfo);
    if (event.type === 'ACK' && this.#connection.pending.resolve(event.internalMessageId)) return;
    if (event.type === 'OPERATION_FAILED') return this.#failed(event);
    this.#follow(event);
    const rule = ruleOf(event.type);
    applyRule(rule.group === 'room' ? rule : ruleOf(''), event, {
      resolve: (id, value) => this.#connection.pending.resolve(id, value),
      emit: (type, payload) => this.#emitter.emit(type, payload),
    });
    this.#finishIfOver(event);
  }

  /** For the client: says good-bye without waiting for an answer, because the connection is about to close. */
  abandon(): void {
    this.#connection.send('leaveRoom', { id: this.id(), pin: this.pin(), internalMessageId: '' });
    this.close();
  }

  /** For the client: the room is over for this connection; no event is fired. */
  close(): void {
    this.#state = RoomState.DISPOSED;
    this.#negotiation?.close();
    this.#control?.close();
    this.#pc?.close();
  }

  #set(name: string, value: boolean, userId?: string): Promise<boolean> {
    return this.#connection.call(name, { id: this.id(), userId, value });
  }

  #addSlot(kind: TrackType): Slot {
    const transceiver = this.#pc!.addTransceiver(kind === 'AUDIO' ? 'audio' : 'video', { direction: 'recvonly' });
    const slot: Slot = { kind, transceiver, user: null };
    this.#slots.push(slot);
    return slot;
  }

  #receiveSdp(remote: RemoteSdpInfo): void {
    if (this.#state === RoomState.FAILED || this.#state === RoomState.DISPOSED || !this.#negotiation) return;
    this.#negotiation.receive(remote).catch((error: unknown) => {
      if (this.#state === RoomState.DISPOSED) return;
      this.#fire('FAILED', { type: 'FAILED', roomId: this.id(), error: String(error) });
      this.#finish(RoomState.FAILED);
    });
  }

  #failed(event: WireEvent): void {
    this.#connection.pending.reject(event.internalMessageId, event);
    if (event.operation !== 'ROOM_JOIN') return this.#fire('OPERATION_FAILED', event);
    this.#finish(RoomState.DISPOSED);
    const own = { ...event, userId: this.#userId, name: this.#nickname };
    if (event.error === RoomError.ROOM_DESTROYED) this.#fire('ENDED');
    else if (event.error === RoomError.AUTHORIZATION_FAILED) this.#fire('EVICTED', { ...own, type: 'EVICTED' });
    else if (event.error === RoomError.CANCEL_JOIN_ROOM) this.#fire('LEFT', { ...own, type: 'LEFT' });
    else this.#fire('OPERATION_FAILED', event);
  }

  /** Keeps the accessors in step with what the event says. */
  #follow(event: WireEvent): void {
    const config = this.#config as unknown as Record<string, unknown>;
    const member = CONFIG_MEMBERS[event.type];
    if (member) config[member] = event.value;
    const participantMember = PARTICIPANT_MEMBERS[event.type];
    const participants = (this.#config.participantsConfig ??= {});
    if (participantMember) {
      const entry = (participants[event.userId as string] ??= {
        audioMuted: false,
        videoMuted: false,
        screenSharingMuted: false,
      });
      entry[participantMember] = event.value as boolean;
    }
    switch (event.type) {
      case 'JOINED':
        this.#state = RoomState.JOINED;
        if (this.#connection.pending.has(event.internalMessageId)) {
          this.#userId = (event as unknown as JoinedRoom).userId;
          this.#nickname = (event as unknown as JoinedRoom).name;
        }
        break;
      case 'ROLE_ASSIGNED':
        if (event.userId === this.#userId) this.#role = (event as unknown as RoleAssigned).role;
        break;
      case 'PARTICIPANT_RENAMED':
        if (event.userId === this.#userId) this.#nickname = event.updatedName as string;
        break;
      case 'PARTICIPANT_CONFIG':
        participants[event.userId as string] = event.config as RoomExtendedParticipantConfig;
        break;
      case 'ROOM_CONFIG':
        this.#config = { ...(event.config as RoomExtendedConfig), participantsConfig: participants };
        break;
      case 'SCREEN_SHARING_CONFIG':
        config.screenSharingConfig = event.config;
        break;
      case 'ROOM_NAME_UPDATED':
        this.#name = event.name as string;
        break;
      case 'SFU_WAITING_ROOM_UPDATE':
        this.#waitingRoomEnabled = event.enabled as boolean;
        break;
    }
  }

  #finishIfOver(event: WireEvent): void {
    const own = TERMINAL_FOR_ONE.has(event.type) && event.userId === this.#userId;
    if (own || event.type === 'ENDED') this.#finish(RoomState.DISPOSED);
    else if (event.type === 'FAILED') this.#finish(RoomState.FAILED);
  }

  #finish(state: RoomState): void {
    this.close();
    this.#state = state;
    this.#connection.over(this);
  }

  #fire(event: string, payload?: unknown): void {
    this.#emitter.emit(event, payload);
  }
}
