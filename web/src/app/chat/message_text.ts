import type { Message } from '../../sdk';
import { duration } from './time';

export type TextPart =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'mention'; text: string; user: string };

const SPECIAL = /(https?:\/\/[^\s<>"]+)|<@([^\s<>@]+)>/g;
/** Punctuation that more likely ends the sentence than belongs to the address. */
const TRAILING = /[.,;:!?'")\]]+$/;

/** Cuts a body into plain text, links and mentions. Only http and https become links. */
export function parts(body: string, name: (userId: string) => string): TextPart[] {
  const result: TextPart[] = [];
  let end = 0;
  const plain = (to: number) => {
    if (to > end) result.push({ kind: 'text', text: body.slice(end, to) });
    end = to;
  };
  for (const match of body.matchAll(SPECIAL)) {
    const [whole, address, user] = match;
    plain(match.index);
    if (user !== undefined) {
      result.push({ kind: 'mention', text: `@${name(user)}`, user });
      end += whole.length;
    } else if (address !== undefined) {
      const href = address.replace(TRAILING, '');
      result.push({ kind: 'link', text: href, href });
      end += href.length;
    }
  }
  plain(body.length);
  return result;
}

/** One line for the chat list. */
export function summary(message: Message, name: (userId: string) => string): string {
  if (message.status === 'DELETED') return 'Message deleted';
  if (message.type === 'MEETING_HISTORY') return meetingText(message.body);
  if (message.body) return parts(message.body, name).map(({ text }) => text).join('').replace(/\s+/g, ' ');
  const [file] = message.attachments;
  return file ? `Attachment: ${file.name}` : '';
}

/** What the system message of an ended meeting says; its body is the meeting as JSON. */
export function meetingText(body: string): string {
  try {
    const { startedAt, endedAt } = JSON.parse(body) as { startedAt?: number; endedAt?: number };
    if (startedAt && endedAt) return `Meeting ended · ${duration(endedAt - startedAt)}`;
  } catch {
    // A body that can't be read still tells that there was a meeting.
  }
  return 'Meeting ended';
}
