// The samples of protocol/golden, held against the generated maps; the C++ tests read the same files.
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CALLS, EVENTS, InternalApi } from './index';

interface Frame {
  message: string;
  data: unknown[];
}

const folder = new URL('../../../protocol/golden/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) =>
    readFileSync(new URL(name, folder), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line, index) => ({ where: `${name}:${index + 1}`, frame: JSON.parse(line) as Frame })),
  );
const session = ['connection', 'pong', 'ping', 'getUserData', 'failed'];

function missing(object: Record<string, unknown>, required: readonly string[] = []): string[] {
  return required.filter((name) => !(name in object));
}

describe('golden samples', () => {
  it('are there', () => {
    expect(samples.length).toBeGreaterThan(300);
  });

  it.each(samples)('$where is a known frame with the members it must have', ({ frame }) => {
    const object = (frame.data[0] ?? {}) as Record<string, unknown>;
    if (session.includes(frame.message)) return;
    if (frame.message === InternalApi.DEFAULT_METHOD) {
      const rule = EVENTS[object.type as string];
      expect(rule).toBeDefined();
      expect(missing(object, rule?.required)).toEqual([]);
      return;
    }
    const rule = CALLS[frame.message];
    expect(rule).toBeDefined();
    expect(missing(object, rule?.required)).toEqual([]);
    const known = new Set([...(rule?.required ?? []), ...(rule?.optional ?? []), 'internalMessageId']);
    expect(Object.keys(object).filter((name) => !known.has(name))).toEqual([]);
  });

  it('cover every call whose arguments are declared, and every event whose payload is', () => {
    const seen = new Set(
      samples.map(({ frame }) =>
        frame.message === InternalApi.DEFAULT_METHOD ? (frame.data[0] as { type: string }).type : frame.message,
      ),
    );
    const calls = Object.entries(CALLS).filter(([, rule]) => rule.required !== undefined);
    expect(calls.map(([name]) => name).filter((name) => !seen.has(name))).toEqual([]);
    const events = Object.entries(EVENTS).filter(([, rule]) => rule.required !== undefined);
    expect(events.map(([type]) => type).filter((type) => !seen.has(type))).toEqual([]);
  });
});
