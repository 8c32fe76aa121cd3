import { describe, expect, it } from 'vitest';
import type { DeliveryStatus, Message, UpdateMessagesDeliveryStatusEvent } from '../../sdk';
import { catchUp, merge, stateOf, withDelivery, withReaction } from './message_list';

function message(id: string, date: number, fields: Partial<Message> = {}): Message {
  return {
    id,
    date,
    type: 'REGULAR',
    targetEntityType: 'CHAT',
    targetEntityId: { chatId: 'c' },
    from: 'ann',
    status: 'NO_DELIVERY_NO_READ',
    body: id,
    attachments: [],
    deliveryStatus: {},
    privateMessage: false,
    edited: false,
    dateOfEdit: 0,
    reactions: [],
    ...fields,
  };
}

const ids = (list: readonly Message[]) => list.map(({ id }) => id).join(' ');
const range = (dateFrom: number, dateTo: number, status: DeliveryStatus, userId = 'bob') =>
  ({ type: 'X', dateFrom, dateTo, userId, status }) as unknown as UpdateMessagesDeliveryStatusEvent;

describe('merge and catchUp', () => {
  it('keeps the list ascending and free of doubles, the newer copy wins', () => {
    const list = merge([message('b', 2), message('d', 4)], [message('c', 3), message('b', 2, { body: 'edited' })]);
    expect(ids(list)).toBe('b c d');
    expect(list[0]!.body).toBe('edited');
  });

  it('joins newest messages that reach back, drops the old part when they do not', () => {
    const known = [message('a', 1), message('b', 2)];
    expect(catchUp(known, [message('b', 2), message('c', 3)])).toMatchObject({ gap: false });
    expect(ids(catchUp(known, [message('b', 2), message('c', 3)]).list)).toBe('a b c');
    const gap = catchUp(known, [message('x', 8), message('y', 9)]);
    expect(gap.gap).toBe(true);
    expect(ids(gap.list)).toBe('x y');
    expect(ids(catchUp(known, []).list)).toBe('a b');
  });
});

describe('delivery', () => {
  it.each([
    [{}, 'NO_DELIVERY_NO_READ'],
    [{ b: 'PENDING' }, 'NO_DELIVERY_NO_READ'],
    [{ b: 'PENDING', c: 'DELIVERED' }, 'PARTIAL_DELIVERY_NO_READ'],
    [{ b: 'PENDING', c: 'READ' }, 'PARTIAL_DELIVERY_PARTIAL_READ'],
    [{ b: 'DELIVERED', c: 'DELIVERED' }, 'FULL_DELIVERY_NO_READ'],
    [{ b: 'DELIVERED', c: 'READ' }, 'FULL_DELIVERY_PARTIAL_READ'],
    [{ b: 'READ', c: 'READ' }, 'FULL_DELIVERY_FULL_READ'],
  ] as const)('%j is %s', (deliveryStatus, state) => {
    expect(stateOf({ deliveryStatus })).toBe(state);
  });

  it('touches own messages within the inclusive range and never goes back', () => {
    const list = [
      message('a', 1, { deliveryStatus: { bob: 'PENDING' } }),
      message('b', 2, { deliveryStatus: { bob: 'DELIVERED' } }),
      message('c', 3, { deliveryStatus: { bob: 'PENDING' }, from: 'bob' }),
      message('d', 4, { deliveryStatus: { bob: 'PENDING' } }),
    ];
    const read = withDelivery(list, 'ann', range(0, 2, 'READ'));
    expect(read.map(({ status }) => status)).toEqual([
      'FULL_DELIVERY_FULL_READ',
      'FULL_DELIVERY_FULL_READ',
      'NO_DELIVERY_NO_READ',
      'NO_DELIVERY_NO_READ',
    ]);
    const delivered = withDelivery(read, 'ann', range(1, 4, 'DELIVERED'));
    expect(delivered[0]!.deliveryStatus.bob).toBe('READ');
    expect(delivered[3]!.status).toBe('FULL_DELIVERY_NO_READ');
  });
});

describe('reactions', () => {
  it('adds once per user and removes what is empty', () => {
    const liked = withReaction(withReaction(message('a', 1), 'bob', '+1', true), 'bob', '+1', true);
    expect(liked.reactions).toEqual([{ reaction: '+1', reactedUsers: ['bob'] }]);
    expect(withReaction(liked, 'bob', '+1', false).reactions).toEqual([]);
  });
});
