import type { Message, MessageState, UpdateMessagesDeliveryStatusEvent } from '../../sdk';

/** Adds messages to an ascending list; one that is known already is replaced by its newer copy. */
export function merge(list: readonly Message[], added: readonly Message[]): Message[] {
  if (added.length === 0) return list as Message[];
  // Pages of the history, and most new messages, stand before or behind all that is known.
  if (list.length > 0 && isAscending(added)) {
    if (added.at(-1)!.date < list[0]!.date) return [...added, ...list];
    if (added[0]!.date > list.at(-1)!.date) return [...list, ...added];
  }
  const byId = new Map(list.map((message) => [message.id, message]));
  for (const message of added) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => a.date - b.date);
}

/**
 * What is known after the newest messages were fetched anew. When they don't reach back to what was known, the older
 * part is dropped: between the two may lie messages nobody has fetched.
 */
export function catchUp(known: readonly Message[], newest: readonly Message[]): { list: Message[]; gap: boolean } {
  const oldest = newest[0];
  const last = known.at(-1);
  const gap = !!oldest && !!last && oldest.date > last.date;
  return { list: gap ? [...newest] : merge(known, newest), gap };
}

/** State of a message by what each recipient got (chapter 02, section 6.4). */
export function stateOf(message: Pick<Message, 'deliveryStatus'>): MessageState {
  const entries = Object.values(message.deliveryStatus ?? {});
  const delivered = entries.filter((entry) => entry !== 'PENDING').length;
  const read = entries.filter((entry) => entry === 'READ').length;
  if (delivered === 0) return 'NO_DELIVERY_NO_READ';
  if (delivered < entries.length) return read > 0 ? 'PARTIAL_DELIVERY_PARTIAL_READ' : 'PARTIAL_DELIVERY_NO_READ';
  if (read === 0) return 'FULL_DELIVERY_NO_READ';
  return read < entries.length ? 'FULL_DELIVERY_PARTIAL_READ' : 'FULL_DELIVERY_FULL_READ';
}

/** Applies a range event to the own messages in it. */
export function withDelivery(list: readonly Message[], own: string, event: UpdateMessagesDeliveryStatusEvent): Message[] {
  return list.map((message) => {
    const before = message.deliveryStatus?.[event.userId];
    const inRange = message.date >= event.dateFrom && message.date <= event.dateTo;
    if (message.from !== own || !inRange || !before || before === 'READ' || before === event.status) return message;
    const deliveryStatus = { ...message.deliveryStatus, [event.userId]: event.status };
    const final = message.status === 'DELETED';
    return { ...message, deliveryStatus, status: final ? message.status : stateOf({ deliveryStatus }) };
  });
}

/** Adds or removes one user's reaction; a reaction nobody has any more disappears. */
export function withReaction(message: Message, user: string, reaction: string, added: boolean): Message {
  const others = (message.reactions ?? []).map((entry) =>
    entry.reaction === reaction
      ? { ...entry, reactedUsers: entry.reactedUsers.filter((reacted) => reacted !== user) }
      : entry,
  );
  if (added) {
    const entry = others.find((other) => other.reaction === reaction);
    if (entry) entry.reactedUsers = [...entry.reactedUsers, user];
    else others.push({ reaction, reactedUsers: [user] });
  }
  return { ...message, reactions: others.filter((entry) => entry.reactedUsers.length > 0) };
}

function isAscending(list: readonly Message[]): boolean {
  return list.every(({ date }, at) => at === 0 || date > list[at - 1]!.date);
}
