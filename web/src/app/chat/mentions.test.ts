import { describe, expect, it } from 'vitest';
import { decodeMentions, encodeMentions, matching, mentionAt, mentions } from './mentions';

const PEOPLE = [
  { id: 'ann', name: 'Ann' },
  { id: 'lee', name: 'Ann Lee' },
  { id: 'bob', name: 'Bob B.' },
  { id: 'all', name: 'all' },
];

describe('mentions', () => {
  it('travel by id, the longest name first', () => {
    expect(encodeMentions('@Ann Lee and @Ann, @bob!', PEOPLE)).toBe('<@lee> and <@ann>, <@bob>!');
    expect(encodeMentions('(@all) @Bob B. hi', PEOPLE)).toBe('(<@all>) <@bob> hi');
  });

  it('leave addresses, longer words and unknown names alone', () => {
    for (const text of ['me@Ann', '@Annette', '@nobody', '<@ann>', 'a @ b', '']) expect(encodeMentions(text, PEOPLE)).toBe(text);
  });

  it('come back as names for editing', () => {
    const name = (id: string) => PEOPLE.find((one) => one.id === id)?.name ?? id;
    expect(decodeMentions('<@lee>: <@x> <@ann>', name)).toBe('@Ann Lee: @x @Ann');
    expect(encodeMentions(decodeMentions('<@lee> <@bob>', name), PEOPLE)).toBe('<@lee> <@bob>');
  });

  it('are completed where the caret is', () => {
    expect(mentionAt('hi @An', 6)).toEqual({ start: 3, query: 'An' });
    expect(mentionAt('@', 1)).toEqual({ start: 0, query: '' });
    expect(mentionAt('hi @Ann L', 9)).toEqual({ start: 3, query: 'Ann L' });
    for (const text of ['me@An', 'hi', '@a b c d', '@a\nb']) expect(mentionAt(text, text.length)).toBeNull();
    expect(matching(PEOPLE, 'ann').map(({ id }) => id)).toEqual(['ann', 'lee']);
    expect(matching(PEOPLE, 'lee').map(({ id }) => id)).toEqual(['lee']);
    expect(matching(PEOPLE, 'b').map(({ id }) => id)).toEqual(['bob']);
  });

  it('call a user by name or with everybody', () => {
    expect(mentions('see <@ann>', 'ann')).toBe(true);
    expect(mentions('<@everyone>', 'ann')).toBe(true);
    expect(mentions('ann <@bob>', 'ann')).toBe(false);
  });
});
