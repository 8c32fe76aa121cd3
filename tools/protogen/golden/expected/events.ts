// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
import type { TreeEvent } from './types';

/** Payload of each event, beside the members of `InternalMessage`. */
export interface EventPayloads {
  ACK: Record<never, never>;
  /** A tree came. */
  TREE: TreeEvent;
  FELL: Record<never, never>;
}

/** What is known of an event, and what a client does with it. */
export interface EventRule {
  /**
   * When it is looked at: `first` whatever its `roomId`, `room` by the room of its `roomId`, `second` only without
   * one; `control` settles promises, `management` comes on anonymous connections.
   */
  group: 'control' | 'management' | 'first' | 'second' | 'room';
  /** S settles its call, or fires when none waits; B does both; P only settles; E only fires. */
  mode: 'S' | 'B' | 'P' | 'E';
  /** Name of the application's event. */
  event: string;
  /** Member the promise gets; `*` the whole event, empty nothing. */
  promise: string;
  /** Member the application's event gets; `*` the whole event, empty it never fires. */
  payload: string;
  /** Members it must have; absent while the payload is not declared. */
  required?: readonly string[];
}

/** Every event, by wire type. */
export const EVENTS: Readonly<Record<string, EventRule>> = {
  ACK: { group: 'control', mode: 'P', event: 'ACK', promise: '', payload: '' },
  TREE: { group: 'first', mode: 'S', event: 'THE_TREE', promise: 'tree', payload: 'tree', required: ['tree'] },
  FELL: { group: 'room', mode: 'E', event: 'FELL', promise: '', payload: '*' },
};
