import { Connection, type ConnectionEnd } from './connection';
import { applyRule, ruleOf } from './dispatch';
import { Emitter, type Handler } from './emitter';
import { App, ConnectionError, SfuEvent, State, type Verbosity } from './enums';
import { Constants } from '../protocol';
import { uuid } from './ids';
import { messageCursorOf } from './message_cursor';
import { issuedUrl } from './issued_url';
import { Logger, type Log } from './logger';
import { ConnectionEndedError, PendingCalls } from './pending';
import { RoomExtended } from './room_extended';
import type { RoomDescription, RoomInfo, User, UserInfo, WireEvent } from './types';

export interface ConnectOptions {
  url: string;
  /** User id or e-mail; may be left out when a token is given. */
  username?: string;
  password?: string;
  /** Token of an earlier login. */
  authToken?: string;
  nickname?: string;
  /** Name of this device, for servers that check logins from new ones. */
  device?: string;
  details?: { id: string; type: 'MAIN' | 'MEETING' | 'CHAT' | 'MEETING_CHAT' };
  timeout?: number;
  pingInterval?: number;
  failedProbesThreshold?: number;
  /** Bytes of file in one frame, in both directions; `ATTACHMENT_CHUNK_SIZE` unless told. */
  binaryChunkSize?: number;
}

/**
 * Login, state, dispatch and rooms of one signed-in user: what all groups of calls stand on.
 * It never reconnects by itself; `connect` may be called again after the connection has ended.
 */
export class ClientCore {
  readonly #logger: Logger;
  readonly #emitter = new Emitter();
  readonly #pending = new PendingCalls();
  readonly #rooms = new Map<string, RoomExtended>();
  #connection: Connection | null = null;
  #state: State = State.NEW;
  #user: User | undefined;
  #url = '';
  #chunkSize: number = Constants.ATTACHMENT_CHUNK_SIZE;
  #closed: (() => void) | null = null;
  /** Connections without a login that are open. */
  #anonymous = 0;

  /**
   * The options are about logging alone: up to which level, what each line begins with, and where lines go; by default
   * errors go to the console.
   */
  constructor(logLevel?: Verbosity, prefix?: () => string, log?: Log) {
    this.#logger = new Logger(logLevel, prefix, log);
  }

  /** Subscribes to an event of appendix B, of spaces or of meeting sync. Returns the client. */
  on(event: string, handler: Handler): this {
    this.#emitter.on(event, handler);
    return this;
  }

  off(event: string, handler: Handler): this {
    this.#emitter.off(event, handler);
    return this;
  }

  /** The signed-in user; undefined before the login and after the end of the connection. */
  user(): User | undefined {
    return this.#user;
  }

  /** Host name of the URL given to `connect`. */
  server(): string {
    return hostOf(this.#url);
  }

  state(): State {
    return this.#state;
  }

  /** The room with this id that was created, looked up or listed on this connection. */
  getRoom(options: { id: string }): RoomExtended | undefined {
    if (!options) throw new TypeError("options can't be null");
    return this.#rooms.get(options.id);
  }

  /** Signs in with name and password or with a token. Rejects with a `ConnectionEnd` when the server refuses. */
  async connect(options: ConnectOptions): Promise<User> {
    if (!options) throw new TypeError("options can't be null");
    if (this.#state === State.PENDING) throw new Error(ConnectionError.CONNECTION_ALREADY_IN_PROGRESS);
    if (this.#state === State.AUTHENTICATED) throw new Error(ConnectionError.CONNECTION_ALREADY_ESTABLISHED);
    this.#state = State.PENDING;
    this.#url = options.url;
    this.#chunkSize = options.binaryChunkSize || Constants.ATTACHMENT_CHUNK_SIZE;
    const { username, password, nickname, device, details } = options;
    const connection = new Connection(
      { ...options, appKey: App.USER, custom: { username, password, nickname, device, details } },
      {
        onEvent: (event) => this.#dispatch(event),
        onFailed: (payload) => {
          this.#logger.error('the server reports a failure');
          this.#emitter.emit(SfuEvent.FAILED, payload);
        },
        onEnd: (end) => this.#ended(end),
      },
    );
    this.#connection = connection;
    this.#logger.info(`connecting to ${this.server()}`);
    try {
      const data = await connection.open();
      this.#user = {
        username: data.sipLogin,
        email: data.email,
        nickname: data.sipVisibleName,
        authToken: data.authToken,
        pmi: data.pmi,
        ...(data.webRTCMetricsServerDescription && {
          webRTCMetricsServerDescription: data.webRTCMetricsServerDescription,
        }),
      };
    } catch (end) {
      this.#connection = null;
      this.#state = State.FAILED;
      this.#logger.warn(`the sign-in failed: ${(end as ConnectionEnd).reason || 'no connection'}`);
      this.#closed?.();
      this.#emitter.emit(SfuEvent.FAILED, end);
      throw end;
    }
    this.#state = State.AUTHENTICATED;
    this.#logger.info(`signed in as ${this.#user.username}`);
    this.#emitter.emit(SfuEvent.CONNECTED);
    return this.#user;
  }

  /** Leaves all rooms and closes the connection. Resolves when it is closed, at once when there is none. */
  disconnect(): Promise<void> {
    const connection = this.#connection;
    if (!connection) return Promise.resolve();
    for (const room of this.#rooms.values()) room.abandon();
    const closed = new Promise<void>((resolve) => (this.#closed = resolve));
    connection.close();
    return closed;
  }

  /** Sends a call that has an answer; the dispatch table says which. Rejects at once when nobody is signed in. */
  protected call<T>(name: string, argument: object = {}): Promise<T> {
    const internalMessageId = uuid();
    this.#logger.debug(`call ${name} ${internalMessageId}`);
    return this.exchange<T>(internalMessageId, (connection) =>
      connection.send(name, { ...argument, internalMessageId }),
    );
  }

  /** Sends something whose answer comes under `key`. Rejects at once when nobody is signed in. */
  protected exchange<T>(key: string, send: (connection: Connection) => void): Promise<T> {
    if (this.#state !== State.AUTHENTICATED) {
      return Promise.reject(new Error(`User isn't authenticated, current state ${this.#state}`));
    }
    const answer = this.#pending.wait<T>(key);
    send(this.#connection!);
    return answer;
  }

  protected get url(): string {
    return this.#url;
  }

  protected get binaryChunkSize(): number {
    return this.#chunkSize;
  }

  /** Follows a connection without a login: it shows in the state as long as nobody signs in. */
  protected followAnonymous(): (state: State) => void {
    let open = false;
    return (state) => {
      if (open !== (state === State.CONNECTED)) this.#anonymous += open ? -1 : 1;
      open = state === State.CONNECTED;
      if (this.#state === State.PENDING || this.#state === State.AUTHENTICATED) return;
      this.#state = this.#anonymous > 0 ? State.CONNECTED : state;
    };
  }

  /** For those who keep state of the connection: every event, before it is dispatched. */
  protected heard(_event: WireEvent): void {}

  /** The connection is over, and what was known of it is void. */
  protected forget(): void {}

  /** An address the server issued, under the name by which this client reached the server. */
  issuedUrl(url: string): string {
    return issuedUrl(url, this.#url);
  }

  protected emit(event: string, payload: unknown): void {
    this.#emitter.emit(event, payload);
  }

  #dispatch(event: WireEvent): void {
    this.#logger.debug(`event ${event.type} ${event.internalMessageId ?? ''}`.trimEnd());
    if (event.type === 'OPERATION_FAILED') this.#logger.warn(`${event.operation} was refused: ${event.error}`);
    this.heard(event);
    // Before it is decided whose the event is: answers carry numbers too.
    const cursor = messageCursorOf(event);
    if (cursor) this.#emitter.emit(SfuEvent.MESSAGE_CURSOR, cursor);
    if (event.type === 'CREATED' || event.type === 'AVAILABLE') {
      const room = this.#addRoom({ ...(event as unknown as RoomDescription), id: event.roomId ?? '' });
      this.#pending.resolve(event.internalMessageId, room);
      return;
    }
    if (event.type === 'USER_ROOMS') {
      const rooms = event.rooms as RoomInfo[];
      // A room that is being used keeps its object: replacing it would cut it off from its events.
      for (const room of rooms) if (!this.#rooms.get(room.id)?.active()) this.#addRoom(room);
      this.#pending.resolve(event.internalMessageId, rooms);
      return;
    }
    const rule = ruleOf(event.type);
    if (rule.group === 'first') return applyRule(rule, event, this.#target);
    const room = event.roomId ? this.#rooms.get(event.roomId) : undefined;
    if (event.type === 'OPERATION_FAILED' && this.#pending.reject(event.internalMessageId, event)) {
      room?.process(event);
      return;
    }
    if (event.type === 'ACK' && this.#pending.resolve(event.internalMessageId)) return;
    if (event.roomId) {
      room?.process(event);
      return;
    }
    if (event.type === 'USER_INFO_CHANGED') this.#followOwnInfo(event);
    // Without a room, an answer nobody waits for and an event of a room are news like any other.
    applyRule(rule.group === 'second' ? rule : ruleOf(''), event, this.#target);
  }

  readonly #target = {
    resolve: (id: string | null | undefined, value: unknown) => this.#pending.resolve(id, value),
    emit: (event: string, payload: unknown) => this.#emitter.emit(event, payload),
  };

  #followOwnInfo(event: WireEvent): void {
    const info = event.info as UserInfo | undefined;
    if (!this.#user || !info || event.userId !== this.#user.username) return;
    this.#user = { ...this.#user, email: info.email, nickname: info.nickname };
  }

  #addRoom(info: RoomDescription): RoomExtended {
    const connection = this.#connection!;
    const room = new RoomExtended(
      { ...info, conferenceType: info.conferenceType ?? 'GLOBAL' },
      this.#user!.username,
      {
        call: (name, argument) => this.call(name, argument),
        send: (name, argument) => connection.send(name, argument),
        pending: this.#pending,
        over: (over) => {
          if (this.#rooms.get(over.id()) === over) this.#rooms.delete(over.id());
        },
      },
    );
    this.#rooms.set(info.id, room);
    return room;
  }

  #ended(end: ConnectionEnd): void {
    this.#connection = null;
    this.#user = undefined;
    this.forget();
    this.#state = end.kind === 'closed' ? State.DISCONNECTED : State.FAILED;
    const rooms = [...this.#rooms.values()];
    this.#rooms.clear();
    for (const room of rooms) room.close();
    this.#pending.rejectAll(new ConnectionEndedError(end.reason || 'Connection closed'));
    if (end.normal) this.#logger.info('disconnected');
    else this.#logger.warn(`the connection has ended: ${end.reason || 'without a reason'} (${end.code ?? end.kind})`);
    const type = end.normal ? SfuEvent.DISCONNECTED : SfuEvent.CONNECTION_FAILED;
    this.#emitter.emit(type, { type, roomId: '', internalMessageId: '', reason: end.reason, code: end.code });
    this.#closed?.();
    this.#closed = null;
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return '';
  }
}
