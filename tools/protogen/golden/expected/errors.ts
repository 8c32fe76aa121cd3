// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.

/** Exact texts; applications compare them. */
export const DemoError = {
  NO: 'It can\'t be',
  MAYBE: 'Perhaps',
  NEVER: 'Never',
} as const;
export type DemoError = (typeof DemoError)[keyof typeof DemoError];

/** Texts that are in no enum of the protocol. */
export const ErrorText = {
  BYE: 'Say "bye"',
} as const;
export type ErrorText = (typeof ErrorText)[keyof typeof ErrorText];
