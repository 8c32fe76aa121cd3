import {
  ConnectionEndedError,
  type ChannelSendPolicy,
  type ChatConfiguration,
  type ChatReceivePolicy,
  type ChatType,
  type UserSpecificChatInfo,
} from '../../sdk';
import type { Chats } from './chats.svelte';
import { textOf } from './errors';
import type { Session } from './session.svelte';

export interface NewChannel {
  name: string;
  type: ChatType;
  sendPolicy: ChannelSendPolicy;
  members: string[];
}

/** Chat channels: those everybody may find and read, and the settings of the own ones. */
export class Channels {
  /** Public ones of anybody, by name, as of the last `load`. */
  found = $state.raw<UserSpecificChatInfo[]>([]);
  loading = $state(false);
  error = $state('');
  readonly #session: Session;
  readonly #chats: Chats;

  constructor(session: Session, chats: Chats) {
    this.#session = session;
    this.#chats = chats;
    session.onSignedOut(() => (this.found = []));
  }

  async load(): Promise<void> {
    this.loading = true;
    this.error = '';
    try {
      const all = Object.values(await this.#session.sfu.getPublicChannels());
      this.found = all.sort((a, b) => collator.compare(a.name, b.name));
    } catch (error) {
      this.error = error instanceof ConnectionEndedError ? 'The connection was lost.' : textOf(error);
    } finally {
      this.loading = false;
    }
  }

  /** Returns the id. */
  async create({ name, type, sendPolicy, members }: NewChannel): Promise<string> {
    const info = await this.#session.sfu.createChat({ channel: true, name, type, channelSendPolicy: sendPolicy, members });
    this.#chats.learn(info);
    return info.id;
  }

  async setType(id: string, type: ChatType): Promise<void> {
    await this.#configure({ id, type });
  }

  /** Leaving `ADMIN_AND_LIST` empties the list. */
  async setSendPolicy(id: string, channelSendPolicy: ChannelSendPolicy): Promise<void> {
    this.#chats.learn(await this.#session.sfu.updateChannelSendPolicy({ id, channelSendPolicy }));
  }

  async setReceivePolicy(id: string, chatReceivePolicy: ChatReceivePolicy): Promise<void> {
    this.#chats.learn(await this.#session.sfu.updateChatReceivePolicy({ id, chatReceivePolicy }));
  }

  /** Puts somebody on the list of those who may write. */
  async allow(id: string, member: string): Promise<void> {
    this.#chats.learn(await this.#session.sfu.addChannelSendPermissionListMember({ id, member }));
  }

  async disallow(id: string, member: string): Promise<void> {
    this.#chats.learn(await this.#session.sfu.removeChannelSendPermissionListMember({ id, member }));
  }

  async #configure(options: ChatConfiguration): Promise<void> {
    this.#chats.learn(await this.#session.sfu.updateChatConfiguration(options));
  }
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** Who may write in a channel, in words. */
export const SEND_POLICIES: [ChannelSendPolicy, string][] = [
  ['EVERYONE', 'All members'],
  ['ADMIN', 'Only the owner'],
  ['ADMIN_AND_LIST', 'The owner and people on a list'],
];
/** Whom it reaches. */
export const RECEIVE_POLICIES: [ChatReceivePolicy, string][] = [
  ['EVERYONE', 'All members'],
  ['OWNER_ONLY', 'Only the owner'],
  ['NOBODY', 'Nobody: members can’t write'],
];
