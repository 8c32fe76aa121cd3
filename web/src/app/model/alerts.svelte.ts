import type { Message, NotificationMode, PresenceStatus } from '../../sdk';
import { mentions } from '../chat/mentions';
import { summary } from '../chat/message_text';
import type { Chats } from './chats.svelte';
import type { AnyConversation } from './conversation.svelte';
import { muted } from './mute';
import type { People } from './people.svelte';
import type { Profile } from './profile.svelte';
import type { Session } from './session.svelte';
import type { Spaces } from './spaces.svelte';

const REFUSED_KEY = 'parley.alerts';

/** What the user wants to be told of in the place where a message was written. */
interface Wish {
  mode: NotificationMode;
  quiet: boolean;
}

/** What an announcement needs of that place. */
interface Place extends Wish {
  conversation: AnyConversation;
  title: string;
  /** Whether the title tells who writes. */
  direct: boolean;
  /** The server can't read it. */
  secret: boolean;
  open: boolean;
  name: (userId: string) => string;
  show: () => void;
}

/** Whether somebody who doesn't look wants to hear of a message. */
export function worthTelling(message: Message, { mode, quiet }: Wish, me: string, presence: PresenceStatus): boolean {
  if (message.from === me || message.type !== 'REGULAR') return false;
  if (presence === 'DO_NOT_DISTURB' || quiet || mode === 'NOTHING') return false;
  return mode !== 'MENTIONS_ONLY' || message.privateMessage || mentions(message.body, me);
}

/** Tells of new messages through the browser while nobody looks at them. */
export class Alerts {
  /** Shall be asked whether to; the browser is asked only after a yes. */
  asking = $state(false);
  readonly #session: Session;
  readonly #chats: Chats;
  readonly #spaces: Spaces;
  readonly #people: People;
  readonly #profile: Profile;

  constructor(session: Session, chats: Chats, spaces: Spaces, people: People, profile: Profile) {
    this.#session = session;
    this.#chats = chats;
    this.#spaces = spaces;
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
    const place = this.#placeOf(received);
    if (!place) return;
    // Whether it mentions somebody stands in its text.
    await place.conversation.cipher?.prepare([received]);
    const { message } = place.conversation.view(received);
    const seen = document.visibilityState === 'visible' && document.hasFocus() && place.open;
    if (seen || !worthTelling(message, place, this.#session.me, this.#profile.selected)) return;
    const { title, name } = place;
    const author = place.direct ? '' : `${name(message.from)}: `;
    // What the server can't read shall not stand on a locked screen.
    const body = place.secret ? 'New message' : author + summary(message, name);
    const icon = this.#people.icon(message.from);
    let note: Notification;
    try {
      note = new Notification(title, { body, tag: place.conversation.id, ...(icon ? { icon } : {}) });
    } catch {
      // Some browsers on phones only have them for installed pages.
      return;
    }
    note.onclick = () => {
      window.focus();
      place.show();
      note.close();
    };
  }

  #placeOf(message: Message): Place | undefined {
    if (message.targetEntityType === 'CHAT') return this.#chatPlace(message.targetEntityId.chatId ?? '');
    const spaces = this.#spaces;
    const conversation = spaces.find(message);
    const { spaceId = '', channelId = '', threadId = '' } = message.targetEntityId;
    const space = spaces.all.get(spaceId);
    const channel = space?.channels.get(channelId);
    if (!conversation || !space || !channel) return undefined;
    return {
      conversation,
      title: [space.info.name, channel.info.name, ...(threadId ? [conversation.info.name] : [])].join(' · '),
      direct: false,
      secret: false,
      open: conversation === spaces.channel || conversation === spaces.thread,
      mode: conversation.mode,
      quiet: conversation.quiet,
      name: (user) => space.name(user),
      show: () => spaces.show(spaceId, channelId, threadId),
    };
  }

  #chatPlace(id: string): Place | undefined {
    const chats = this.#chats;
    const conversation = chats.all.get(id);
    if (!conversation) return undefined;
    const { info } = conversation;
    return {
      conversation,
      title: chats.title(info),
      direct: chats.partner(info) !== null,
      secret: info.encryptionEnabled,
      open: chats.openId === id && !this.#spaces.openId,
      mode: info.notificationSettings,
      quiet: muted(info),
      name: (user) => this.#people.name(user),
      show: () => {
        this.#spaces.show('');
        chats.show(id);
      },
    };
  }
}
