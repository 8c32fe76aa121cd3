import { EVENTS, type EventRule } from '../protocol';
import type { WireEvent } from './types';

/** Types nobody has declared fire under their own name. */
const UNKNOWN: EventRule = { group: 'second', mode: 'E', event: '', promise: '', payload: '*' };

export function ruleOf(type: string): EventRule {
  return EVENTS[type] ?? UNKNOWN;
}

/** What a rule needs of its surroundings: the table of waiting calls and the subscribers. */
export interface DispatchTarget {
  resolve(id: string | null | undefined, value: unknown): boolean;
  emit(event: string, payload: unknown): void;
}

/**
 * Mode S settles the event's call, or fires when none waits; B does both; P only settles; E only fires and leaves a
 * waiting call alone.
 */
export function applyRule(rule: EventRule, event: WireEvent, target: DispatchTarget): void {
  const member = (name: string): unknown => (name === '*' ? event : name === '' ? undefined : event[name]);
  const settled = rule.mode !== 'E' && target.resolve(event.internalMessageId, member(rule.promise));
  if (rule.mode === 'P' || (rule.mode === 'S' && settled)) return;
  target.emit(rule.event || event.type, member(rule.payload));
}
