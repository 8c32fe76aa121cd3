import { EVENTS } from '../protocol';
import type { Message, MessageCursorEvent, MessageStatus, MessageTarget, WireEvent } from './types';

/** Where the events and answers that carry a number of the journal have their target and their message. */
const SOURCES: Readonly<Record<string, (event: WireEvent) => MessageTarget & { id?: string }>> = {
  SFU_MESSAGE: (event) => event.message as Message,
  SEND_MESSAGE_SYNC: (event) => event.message as Message,
  SFU_MESSAGE_STATE: (event) => event.status as MessageStatus,
  CHAT_MESSAGE_EDITED: (event) => event.message as Message,
  CHAT_MESSAGE_DELETED: ofEvent,
  REACTION_ON_MESSAGE_ADDED: ofEvent,
  REACTION_ON_MESSAGE_REMOVED: ofEvent,
  MESSAGES_CURSOR_ADVANCED: ofEvent,
};

function ofEvent(event: WireEvent): MessageTarget & { id?: string } {
  const { targetEntityType, targetEntityId, messageId } = event as WireEvent & MessageTarget & { messageId?: string };
  return { targetEntityType, targetEntityId, id: messageId };
}

/** The payload of `MESSAGE_CURSOR` for an event or an answer that carries a number; undefined for all others. */
export function messageCursorOf(event: WireEvent): MessageCursorEvent | undefined {
  const source = SOURCES[event.type];
  const cursor = event.cursor;
  if (!source || typeof cursor !== 'number' || cursor < 1) return undefined;
  const { targetEntityType, targetEntityId, id } = source(event);
  const told = { targetEntityType, targetEntityId, cursor };
  const sourceEvent = (EVENTS[event.type]?.event || event.type) as MessageCursorEvent['sourceEvent'];
  return id === undefined ? { ...told, sourceEvent, watermark: true } : { ...told, messageId: id, sourceEvent };
}
