import type {
  AddedRemovedReactionOnMessage,
  AttachmentStatus,
  LastReadMessageUpdated,
  Message,
  MessageDeleted,
  MessageEdited,
  MessageTarget,
  UpdateMessagesDeliveryStatusEvent,
} from '../../sdk';
import { erased, type AnyConversation } from './conversation.svelte';
import { withDelivery, withReaction } from './message_list';
import type { Session } from './session.svelte';

/** Where the conversation of a target is found; `received` hears of new messages in addition. */
export interface ConversationDirectory {
  find(target: MessageTarget): AnyConversation | undefined;
  received?(message: Message): void;
}

/** Keeps conversations in step with what the server tells of messages. */
export function followMessages(session: Session, directory: ConversationDirectory): void {
  const { sfu } = session;
  const received = (message: Message) => {
    directory.find(message)?.add(message);
    directory.received?.(message);
  };
  const reaction = (event: AddedRemovedReactionOnMessage, added: boolean) =>
    directory
      .find(event)
      ?.change(event.messageId, (message) => withReaction(message, event.reactedUser, event.reaction, added));
  const delivered = (event: UpdateMessagesDeliveryStatusEvent) => {
    const conversation = directory.find(event);
    if (!conversation) return;
    conversation.messages = withDelivery(conversation.messages, session.me, event);
    if (conversation.last) conversation.last = withDelivery([conversation.last], session.me, event)[0]!;
  };
  sfu.on('MESSAGE', received);
  sfu.on('SEND_MESSAGE_SYNC', received);
  sfu.on('CHAT_MESSAGE_EDITED', (event: MessageEdited) =>
    directory.find(event)?.change(event.message.id, () => event.message),
  );
  sfu.on('CHAT_MESSAGE_DELETED', (event: MessageDeleted) => directory.find(event)?.change(event.messageId, erased));
  sfu.on('REACTION_ON_MESSAGE_ADDED', (event) => reaction(event, true));
  sfu.on('REACTION_ON_MESSAGE_REMOVED', (event) => reaction(event, false));
  sfu.on('UPDATE_MESSAGES_DELIVERY_STATUS', delivered);
  sfu.on('LAST_READ_MESSAGE_UPDATED', (event: LastReadMessageUpdated) =>
    directory.find(event)?.follow(event.updateInfo),
  );
  sfu.on('MESSAGE_ATTACHMENT_STATE', (status: AttachmentStatus) => directory.find(status)?.outbox.progress(status));
}

/** Conversations asked for at the same time. */
const AT_ONCE = 4;

/** After signing in and after a lost connection: fetches what is missing, the open ones first, and goes on sending. */
export async function catchUp(all: readonly AnyConversation[], open: readonly AnyConversation[]): Promise<void> {
  const tasks = open.map((conversation) => () => conversation.load());
  for (const conversation of all) {
    if (open.includes(conversation)) continue;
    tasks.push(() => (conversation.loaded ? conversation.load() : Promise.resolve()).then(() => conversation.loadPreview()));
  }
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let task = tasks.shift(); task; task = tasks.shift()) await task().catch(() => {});
  });
  for (const conversation of all) void conversation.outbox.resume();
  await Promise.all(workers);
}
