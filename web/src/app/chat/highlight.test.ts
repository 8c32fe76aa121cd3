import { expect, it } from 'vitest';
import { highlight } from './highlight';

it('marks what was looked for, in any case', () => {
  expect(highlight('a Needle here, needle', 'needle')).toEqual([
    { text: 'a ', hit: false },
    { text: 'Needle', hit: true },
    { text: ' here, ', hit: false },
    { text: 'needle', hit: true },
  ]);
});

it('takes words side by side, whatever stands between them', () => {
  expect(highlight('the red, house', 'red house').filter(({ hit }) => hit)).toEqual([{ text: 'red, house', hit: true }]);
});

it('takes signs as they are, and leaves texts without a find alone', () => {
  expect(highlight('1+1 (x', '(x')[1]).toEqual({ text: '(x', hit: true });
  expect(highlight('abc', 'xyz')).toEqual([{ text: 'abc', hit: false }]);
  expect(highlight('abc', ' ')).toEqual([{ text: 'abc', hit: false }]);
});

it('marks words from their beginning', () => {
  expect(highlight('the other there', 'the').filter(({ hit }) => hit)).toHaveLength(2);
  expect(highlight('Überall, Grüße', 'grü')[1]).toEqual({ text: 'Grü', hit: true });
});

it('leaves a long beginning out', () => {
  expect(highlight(`${'x'.repeat(100)} needle`, 'needle')[0]!.text).toBe(`…${'x'.repeat(29)} `);
});
