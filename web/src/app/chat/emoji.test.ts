import { expect, it } from 'vitest';
import { CATEGORIES, findEmoji, QUICK } from './emoji';

it('every emoji is there once and can be found by its words', () => {
  const all = CATEGORIES.flatMap(({ emoji }) => emoji);
  expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
  for (const { text, words } of all) {
    expect(text).not.toMatch(/[a-z]/);
    expect(findEmoji(words)[0]?.emoji.map((entry) => entry.text)).toContain(text);
  }
  for (const quick of QUICK) expect(all.map(({ text }) => text)).toContain(quick);
});

it('finds by the beginnings of words', () => {
  expect(findEmoji('thumbs u')[0]!.emoji.map(({ text }) => text)).toEqual(['👍']);
  expect(findEmoji('nothing like this')).toEqual([]);
  expect(findEmoji(' ')).toBe(CATEGORIES);
});
