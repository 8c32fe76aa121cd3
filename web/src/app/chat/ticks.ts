import type { Message } from '../../sdk';

export type Tick = 'sent' | 'delivered' | 'read';

/** What the marks of an own message say: everybody has read it, everybody has got it, or the server has it. */
export function tick({ status }: Pick<Message, 'status' | 'deliveryStatus'>): Tick {
  if (status === 'FULL_DELIVERY_FULL_READ') return 'read';
  return status.startsWith('FULL_DELIVERY') ? 'delivered' : 'sent';
}
