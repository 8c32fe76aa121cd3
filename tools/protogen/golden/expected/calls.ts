// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
import type { Id, Tree } from './types';

/** Plants a tree. */
export interface PlantTreeCall {
  tree: Tree;
  where?: Id;
}

/** Looks. */
export type LookCall = Record<never, never>;

/** Arguments of each call whose arguments are declared. */
export interface CallArguments {
  plantTree: PlantTreeCall;
  look: LookCall;
}

/** What is known of a call. */
export interface CallRule {
  /** `operation` of an `OPERATION_FAILED`. */
  operation: string;
  /** Application keys of the connections that may make it. */
  apps: readonly string[];
  /** Wire types of its answer. */
  answers: readonly string[];
  /** Members that must be there; absent together with `optional` while the arguments are not declared. */
  required?: readonly string[];
  optional?: readonly string[];
}

/** Every call, by wire name. */
export const CALLS: Readonly<Record<string, CallRule>> = {
  plantTree: {
    operation: 'PLANT',
    apps: ['app', 'plain'],
    answers: ['TREE', 'ACK'],
    required: ['tree'],
    optional: ['where'],
  },
  look: { operation: 'LOOK', apps: ['app'], answers: ['ACK'], required: [], optional: [] },
  later: { operation: 'LATER', apps: ['app'], answers: [] },
};
