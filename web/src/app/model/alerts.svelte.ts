import type { Message, PresenceStatus, UserSpecificChatInfo } from '../../sdk';
import { mentions } from '../chat/mentions';
import { summary } from '../chat/message_text';
import type { Chats } from './chats.svelte';
import { muted } from './mute';
import type { People } from './people.svelte';
import type { Profile } from './profile.svelte';
import type { Session } from './session.svelte';

const REFUSED_KEY = 'parley.alerts';

type ChatSettings = Pick<UserSpecificChatInfo, 'muteSettings' | 'notificationSettings'>;

/** Whether somebody who doesn't look wants to hear of a message. */
export function worthTelling(message: Message, chat: ChatSettings, me: string, presence: PresenceStatus): boolean {
  if (message.from === me || message.type !== 'REGULAR') return false;
  if (presence === 'DO_NOT_DISTURB' || muted(chat)) return false;
  if (chat.notificationSettings === 'NOTHING') return false;
  return chat.notificationSettings !== 'MENTIONS_ONLY' || message.privateMessage || mentions(message.body, me);
}

/** Tells of new messages through the browser while nobody looks at them. */
export class Alerts {
  /** Shall be asked whether to; the browser is asked only after a yes. */
  asking = $state(false);
  readonly #session: Session;
  readonly #chats: Chats;
  readonly #people: People;
  readonly #profile: Profile;

  constructor(session: Session, chats: Chats, people: People, profile: Profile) {
    this.#session = session;
    this.#chats = chats;
    this.#people = people;
    this.#profile = profile;
    this.asking =
      'Notification' in window && Notification.permission === 'default' && !localStorage.getItem(REFUSED_KEY);
    session.sfu.on('MESSAGE', (message: Message) => void this.#heard(message));
  }

  async allow(): Promise<void> {
    this.asking = false;
    await Notification.requestPermission();
  }

  /** Not asked again on this device. */
  refuse(): void {
    this.asking = false;
    localStorage.setItem(REFUSED_KEY, 'no');
  }

  async #heard(received: Message): Promise<void> {
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    const chat = this.#chats.all.get(received.targetEntityId.chatId ?? '');
    if (received.targetEntityType !== 'CHAT' || !chat) return;
    // Whether it mentions somebody stands in its text.
    await chat.cipher?.prepare([received]);
    const { message } = chat.view(received);
    const seen = document.visibilityState === 'visible' && document.hasFocus() && this.#chats.openId === chat.id;
    if (seen || !worthTelling(message, chat.info, this.#session.me, this.#profile.selected)) return;
    const name = (user: string) => this.#people.name(user);
    const title = this.#chats.title(chat.info);
    const author = this.#chats.partner(chat.info) ? '' : `${name(message.from)}: `;
    // What the server can't read shall not stand on a locked screen.
    const body = chat.info.encryptionEnabled ? 'New message' : author + summary(message, name);
    const icon = this.#people.icon(message.from);
    let note: Notification;
    try {
      note = new Notification(title, { body, tag: chat.id, ...(icon ? { icon } : {}) });
    } catch {
      // Some browsers on phones only have them for installed pages.
      return;
    }
    note.onclick = () => {
      window.focus();
      this.#chats.show(chat.id);
      note.close();
    };
  }
}
