// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
export * from './enums';
export * from './errors';
export * from './types';
export * from './calls';
export * from './events';
