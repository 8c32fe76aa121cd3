import { Connection, type ConnectionEnd } from './connection';
import { Emitter, type Handler } from './emitter';
import { App, ConnectionError, RoomState, SfuEvent, State } from './enums';
import { uuid } from './ids';
import { ConnectionEndedError, PendingCalls } from './pending';
import { RoomExtended } from './room_extended';
import type { RoomExtendedConfig, WireEvent } from './types';

/** The client without account: one room at a time, named by both sides, that comes into being with the first join. */
export class Sfu {
  readonly #emitter = new Emitter();
  readonly #pending = new PendingCalls();
  #connection: Connection | null = null;
  #room: RoomExtended | undefined;
  #nickname = '';
  #state: State = State.NEW;
  #closed: (() => void) | null = null;

  on(event: string, handler: Handler): this {
    this.#emitter.on(event, handler);
    return this;
  }

  off(event: string, handler: Handler): this {
    this.#emitter.off(event, handler);
    return this;
  }

  state = (): State => this.#state;
  nickname = (): string => this.#nickname;
  room = (): RoomExtended | undefined => this.#room;

  async connect(options: {
    url: string;
    nickname: string;
    logGroup: string;
    timeout?: number;
    pingInterval?: number;
    failedProbesThreshold?: number;
  }): Promise<void> {
    if (this.#state === State.PENDING) throw new Error(ConnectionError.CONNECTION_ALREADY_IN_PROGRESS);
    if (this.#state === State.CONNECTED) throw new Error(ConnectionError.CONNECTION_ALREADY_ESTABLISHED);
    this.#state = State.PENDING;
    this.#nickname = options.nickname;
    this.#connection = new Connection(
      { ...options, appKey: App.PLAIN, custom: { nickname: options.nickname, roomName: options.logGroup } },
      {
        onEvent: (event) => this.#dispatch(event),
        onFailed: (payload) => this.#emitter.emit(SfuEvent.FAILED, payload),
        onEnd: (end) => this.#ended(end),
      },
    );
    try {
      await this.#connection.open();
    } catch (end) {
      this.#connection = null;
      this.#state = State.FAILED;
      this.#emitter.emit(SfuEvent.FAILED, end);
      throw end;
    }
    this.#state = State.CONNECTED;
    this.#emitter.emit(SfuEvent.CONNECTED);
  }

  /** Local: the server makes the room when its first participant joins. */
  createRoom(options: { name: string; pin: string }): RoomExtended {
    const connection = this.#connection;
    if (!connection) throw new Error(`User isn't connected, current state ${this.#state}`);
    const present = this.#room?.state();
    if (present && present !== RoomState.DISPOSED && present !== RoomState.FAILED) {
      throw new Error('There is a room already');
    }
    const info = {
      id: options.name,
      name: options.name,
      pin: options.pin,
      owner: '',
      creationTime: Date.now(),
      waitingRoomEnabled: false,
      config: {} as RoomExtendedConfig,
    };
    this.#room = new RoomExtended(info, '', {
      call: <T>(name: string, argument: object) => {
        const internalMessageId = uuid();
        const answer = this.#pending.wait<T>(internalMessageId);
        connection.send(name, { ...argument, internalMessageId });
        return answer;
      },
      send: (name, argument) => connection.send(name, argument),
      pending: this.#pending,
      over: () => {},
    });
    return this.#room;
  }

  /** Leaves the room, waits for the answer, then closes. */
  async disconnect(): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    if (this.#room?.state() === RoomState.JOINED) await this.#room.leaveRoom().catch(() => {});
    if (connection.ended) return;
    const closed = new Promise<void>((resolve) => (this.#closed = resolve));
    connection.close();
    await closed;
  }

  #dispatch(event: WireEvent): void {
    // This server protocol fills `roomId` on every answer to this client.
    if (event.roomId) this.#room?.process(event);
    else this.#emitter.emit(event.type, event);
  }

  #ended(end: ConnectionEnd): void {
    this.#connection = null;
    this.#state = end.kind === 'closed' ? State.DISCONNECTED : State.FAILED;
    this.#room?.close();
    this.#pending.rejectAll(new ConnectionEndedError(end.reason || 'Connection closed'));
    const type = end.kind === 'closed' ? SfuEvent.DISCONNECTED : SfuEvent.FAILED;
    this.#emitter.emit(type, { type, roomId: '', internalMessageId: '', reason: end.reason, code: end.code });
    this.#closed?.();
    this.#closed = null;
  }
}
