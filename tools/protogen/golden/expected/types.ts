// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
import type { Color, Level } from './enums';

/** An id. */
export type Id = string;

/** Name to colour. */
export type Colors = Record<string, Color>;

/** A leaf. */
export interface Leaf {
  /** A word of C++. */
  friend: boolean;
  size: number;
  weight: number | null;
  level?: Level;
  extra?: unknown;
  /** Or nothing. */
  note: string | null;
}

/** Holds itself; the leaf comes later in the file. */
export interface Tree {
  /** Its id. */
  id: Id;
  parent?: Tree;
  leaf?: Leaf;
  leaves: Leaf[];
  colors: Colors;
}

/** A tree. */
export interface TreeEvent {
  tree: Tree;
}
