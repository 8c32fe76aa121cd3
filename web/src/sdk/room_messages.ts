/** Longest piece of text the `control` channel carries in one message. */
export const MESSAGE_PIECE_LENGTH = 16_384;
/** Unfinished messages kept per sender's room; more means a peer that never finishes. */
const MAX_UNFINISHED = 256;

interface Piece {
  id: string;
  last?: boolean;
  payload: string;
}

/** The texts to write on the `control` channel for one message. */
export function splitMessage(id: string, payload: string): string[] {
  if (payload.length <= MESSAGE_PIECE_LENGTH) return [JSON.stringify({ id, payload })];
  const pieces: string[] = [];
  for (let start = 0; start < payload.length; start += MESSAGE_PIECE_LENGTH) {
    const last = start + MESSAGE_PIECE_LENGTH >= payload.length;
    pieces.push(JSON.stringify({ id, last, payload: payload.slice(start, start + MESSAGE_PIECE_LENGTH) }));
  }
  return pieces;
}

/** Puts the pieces of incoming messages together. */
export class MessageAssembler {
  readonly #unfinished = new Map<string, string>();

  /** The whole message when this piece completes it, undefined otherwise and for text that is no piece. */
  add(text: string): string | undefined {
    if (!text.includes('"payload":')) return undefined;
    let piece: Piece;
    try {
      piece = JSON.parse(text);
    } catch {
      return undefined;
    }
    if (typeof piece.id !== 'string' || typeof piece.payload !== 'string') return undefined;
    const joined = (this.#unfinished.get(piece.id) ?? '') + piece.payload;
    if (piece.last === true) {
      this.#unfinished.delete(piece.id);
      return joined;
    }
    if (!this.#unfinished.has(piece.id) && this.#unfinished.size >= MAX_UNFINISHED) {
      this.#unfinished.delete(this.#unfinished.keys().next().value!);
    }
    this.#unfinished.set(piece.id, joined);
    return undefined;
  }
}
