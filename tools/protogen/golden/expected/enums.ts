// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.

/** A colour. */
export const Color = {
  RED: 'RED',
  GREEN: 'green',
  default: 'default',
} as const;
export type Color = (typeof Color)[keyof typeof Color];

/** A number on the wire. */
export const Level = {
  LOW: 0,
  HIGH: 10,
} as const;
export type Level = (typeof Level)[keyof typeof Level];

/** Names of calls, of events that bear another name on the wire, and of applications. */
export const InternalApi = {
  Z_APP: 'app',
  P_APP: 'plain',
  DEFAULT_METHOD: 'callback',
  PLANT_TREE: 'plantTree',
  LOOK: 'look',
  LATER: 'later',
} as const;
export type InternalApi = (typeof InternalApi)[keyof typeof InternalApi];

/** Limits and periods. */
export const Constants = {
  /** A period. */
  PERIOD_MS: 5000,
} as const;
