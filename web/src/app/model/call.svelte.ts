import { SvelteMap } from 'svelte/reactivity';
import {
  ConnectionEndedError,
  type JoinedRoom,
  type Participant,
  type RoleAssigned,
  type RoomExtended,
  type WaitingParticipant,
} from '../../sdk';
import { textOf } from './errors';
import type { Wanted } from './local_media.svelte';
import { joinProblem, MEDIA_UNREACHABLE, type MediaProblem } from './media_errors';
import { findRoom, titleOf, type MeetingPlace } from './meeting_place';
import type { Meetings } from './meetings.svelte';
import type { Notices } from './notices.svelte';
import { OwnTracks, preferences } from './own_tracks.svelte';
import { RemoteMedia } from './remote_media.svelte';
import type { Session } from './session.svelte';
import { SpeakerMeter } from './speaker_meter.svelte';

export type CallPhase = 'idle' | 'preparing' | 'no-media' | 'joining' | 'waiting' | 'joined' | 'failed';

/** Slots for remote video made with the first offer, so that small meetings need no further negotiation for them. */
const VIDEO_SLOTS = 4;

/** The meeting this client is in, from the first click to the last: at most one at a time. */
export class Call {
  phase = $state<CallPhase>('idle');
  place = $state.raw<MeetingPlace | null>(null);
  roomId = $state('');
  chatId = $state('');
  title = $state('');
  owner = $state(false);
  /** Why the meeting can't go on, or what is wrong with it. */
  problem = $state.raw<MediaProblem | null>(null);
  /** State of the media connection; `unstable` recovers by itself. */
  link = $state<'connecting' | 'connected' | 'unstable' | 'failed'>('connecting');
  waitingList = $state.raw<WaitingParticipant[]>([]);
  waitingFor = $state<'host' | 'admission'>('host');
  readonly participants = new SvelteMap<string, Participant>();
  readonly own: OwnTracks;
  readonly remote = new RemoteMedia();
  readonly speakers = new SpeakerMeter();
  readonly #session: Session;
  readonly #meetings: Meetings;
  readonly #notices: Notices;
  #room: RoomExtended | null = null;
  #pc: RTCPeerConnection | null = null;
  /** Changes with every attempt; what belongs to an earlier one ends silently. */
  #attempt = 0;
  #rejoin = false;

  constructor(session: Session, meetings: Meetings, notices: Notices) {
    this.#session = session;
    this.#meetings = meetings;
    this.#notices = notices;
    this.own = new OwnTracks(notices);
    session.onLost(() => this.#connectionLost());
    session.onOnline(() => {
      if (this.#rejoin) void this.#join();
    });
    session.onSignedOut(() => this.#close());
  }

  /** Whether it is the meeting of a chat or a channel, which its members find there. */
  get known(): boolean {
    return this.place?.kind === 'chat' || this.place?.kind === 'channel';
  }

  get active(): boolean {
    return this.phase !== 'idle';
  }

  /** Enters a meeting with the devices used last time. Without them the user is asked what to do. */
  async enter(place: MeetingPlace): Promise<void> {
    if (this.active) return;
    this.place = place;
    this.title = titleOf(place);
    await this.prepare(preferences());
  }

  /** Opens the devices and joins; asked again after a problem with them. */
  async prepare(wanted: Wanted): Promise<void> {
    this.phase = 'preparing';
    const attempt = ++this.#attempt;
    const complete = await this.own.open(wanted);
    if (attempt !== this.#attempt) return this.own.close();
    if (complete) await this.#join();
    else this.phase = 'no-media';
  }

  /** Joins with the devices that could be opened, be it none. */
  async joinAnyway(): Promise<void> {
    this.own.local.problem = null;
    await this.#join();
  }

  /** Joins again: after a failed join or when the media connection broke. */
  async again(pin?: string): Promise<void> {
    if (pin !== undefined && this.place?.kind === 'id') this.place = { ...this.place, pin };
    this.#leaveRoom();
    await this.#join();
  }

  leave(): void {
    this.#leaveRoom();
    this.#close();
  }

  async admit(userId: string, admitted: boolean): Promise<void> {
    await this.#notices.attempt(async () => this.#room?.authorizeWaitingList(userId, admitted));
  }

  async #join(): Promise<void> {
    const place = this.place;
    if (!place) return;
    const attempt = ++this.#attempt;
    this.#rejoin = false;
    this.problem = null;
    if (this.phase !== 'joined') this.phase = 'joining';
    this.link = 'connecting';
    try {
      const room = await findRoom(this.#session, place);
      if (attempt !== this.#attempt) return;
      // From now on a new meeting has an id, by which it is found again after a lost connection.
      if (place.kind === 'new' || place.kind === 'personal') this.place = { kind: 'id', id: room.id(), pin: room.pin() ?? '' };
      const joined = await this.#joinRoom(room, attempt);
      if (attempt !== this.#attempt) return;
      this.#joined(room, joined);
    } catch (error) {
      if (attempt === this.#attempt) this.#joinFailed(error);
    }
  }

  async #joinRoom(room: RoomExtended, attempt: number): Promise<JoinedRoom> {
    const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    this.#room = room;
    this.#pc = pc;
    this.roomId = room.id();
    if (room.name() && !this.known) this.title = room.name();
    this.participants.clear();
    this.waitingList = [];
    this.owner = false;
    this.remote.attach(room);
    this.#follow(room, attempt);
    pc.onconnectionstatechange = () => this.#linkChanged(pc);
    return room.join(pc, undefined, await this.own.attach(room, pc), VIDEO_SLOTS);
  }

  #joined(room: RoomExtended, { chatId }: JoinedRoom): void {
    this.phase = 'joined';
    this.chatId = chatId ?? '';
    this.speakers.start(this.#pc!, this.remote);
    if (this.known) {
      this.#meetings.entered(room.id(), [{ userId: room.userId(), name: room.nickname() }, ...this.participants.values()]);
    }
    this.own.joined();
  }

  #joinFailed(error: unknown): void {
    this.#dispose();
    if (error instanceof ConnectionEndedError || this.#session.phase !== 'online') {
      this.#rejoin = true;
      return;
    }
    this.problem = joinProblem(textOf(error));
    this.phase = 'failed';
  }

  #follow(room: RoomExtended, attempt: number): void {
    const on = <T>(event: string, handler: (payload: T) => void) =>
      room.on(event, (payload: T) => {
        if (attempt === this.#attempt) handler(payload);
      });
    const id = room.id();
    on('PARTICIPANT_LIST', ({ participants }: { participants: Participant[] }) => {
      for (const participant of participants) this.#add(room, participant);
    });
    on('JOINED', (participant: Participant) => {
      if (participant.userId === room.userId()) this.phase = 'joined';
      else this.#add(room, participant);
    });
    on('LEFT', ({ userId }: Participant) => this.#remove(id, userId));
    on('PARTICIPANT_RENAMED', ({ userId, updatedName }: { userId: string; updatedName: string }) => {
      if (this.participants.has(userId)) this.participants.set(userId, { userId, name: updatedName });
    });
    on('ROLE_ASSIGNED', ({ userId, role }: RoleAssigned) => {
      if (userId === room.userId()) this.owner = role === 'OWNER';
    });
    on('SFU_WAITING_LIST', ({ users }: { users: WaitingParticipant[] }) => (this.waitingList = users));
    on('PLACED_IN_LOBBY', () => this.#wait('host'));
    on('PLACED_IN_WAITING_ROOM', () => this.#wait('admission'));
    on('DETACHED', () => this.#wait('admission'));
    on('STOP_SCREEN_SHARING', () => void this.own.stopScreen());
    on('STOP_TRACK', ({ tracksMid }: { tracksMid: string[] }) => void this.own.stopTracks(tracksMid));
    on('ROOM_NAME_UPDATED', ({ name }: { name: string }) => (this.title = name));
    on('EVICTED', ({ userId }: Participant) => {
      if (userId === room.userId()) this.#over('You were removed from the meeting.');
      else this.#remove(id, userId);
    });
    on('FORCEFULLY_LEFT', () => this.#over('You joined this meeting in another window or on another device.'));
    on('DROPPED', ({ userId }: Participant) => {
      if (userId === room.userId()) this.#mediaFailed();
    });
    on('FAILED', () => this.#mediaFailed());
    on('ENDED', () => {
      this.#meetings.ended(id);
      this.#over('The meeting has ended.');
    });
  }

  #add(room: RoomExtended, { userId, name }: Participant): void {
    if (userId === room.userId()) return;
    this.participants.set(userId, { userId, name });
    this.#meetings.joined(room.id(), { userId, name });
  }

  #remove(roomId: string, userId: string): void {
    this.participants.delete(userId);
    this.remote.removeUser(userId);
    this.#meetings.left(roomId, userId);
  }

  #wait(what: 'host' | 'admission'): void {
    this.waitingFor = what;
    this.phase = 'waiting';
  }

  #linkChanged(pc: RTCPeerConnection): void {
    if (pc !== this.#pc) return;
    switch (pc.connectionState) {
      case 'connected':
        this.link = 'connected';
        break;
      case 'disconnected':
        this.link = 'unstable';
        break;
      case 'failed':
        this.#mediaFailed();
        break;
    }
  }

  #mediaFailed(): void {
    this.link = 'failed';
    this.problem = MEDIA_UNREACHABLE;
  }

  #over(text: string): void {
    this.#notices.info(text);
    this.#close();
  }

  /** The signalling connection is gone, and with it the room; joined again when it is back. */
  #connectionLost(): void {
    if (this.phase !== 'joined' && this.phase !== 'joining' && this.phase !== 'waiting') return;
    this.#attempt += 1;
    this.#dispose();
    this.link = 'unstable';
    this.#rejoin = true;
  }

  #leaveRoom(): void {
    const room = this.#room;
    this.#attempt += 1;
    if (room) {
      const alone = this.participants.size === 0;
      room.leaveRoom().catch(() => {});
      if (alone) this.#meetings.ended(room.id());
      else this.#meetings.left(room.id(), room.userId());
    }
    this.#dispose();
  }

  #dispose(): void {
    this.speakers.stop();
    this.remote.clear();
    this.participants.clear();
    this.waitingList = [];
    this.#pc?.close();
    this.#pc = null;
    this.#room = null;
    this.own.detach();
  }

  #close(): void {
    this.#attempt += 1;
    this.#rejoin = false;
    this.#dispose();
    this.own.close();
    this.owner = false;
    this.problem = null;
    this.place = null;
    this.roomId = this.chatId = this.title = '';
    this.phase = 'idle';
  }
}
