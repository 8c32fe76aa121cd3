/** Somebody or something that can be mentioned: a member, or everybody. */
export interface Mentionable {
  id: string;
  name: string;
}

const WORD = /[\p{L}\p{N}_]/u;

/** A mention that is being written: what stands between the `@` and the caret. */
export function mentionAt(text: string, caret: number): { start: number; query: string } | null {
  const start = text.lastIndexOf('@', caret - 1);
  if (start < 0 || (start > 0 && WORD.test(text[start - 1]!))) return null;
  const query = text.slice(start + 1, caret);
  // Names have a blank or two; a whole sentence behind an @ is none.
  return /^[^\s@<>]*( [^\s@<>]*){0,2}$/.test(query) && query.length <= 40 ? { start, query } : null;
}

/** Those whose name or id begins with what was written, in the order given; then those with a later word that does. */
export function matching(all: readonly Mentionable[], query: string): Mentionable[] {
  const wanted = query.toLocaleLowerCase();
  const begins = ({ id, name }: Mentionable) =>
    name.toLocaleLowerCase().startsWith(wanted) || id.toLocaleLowerCase().startsWith(wanted);
  const later = ({ name }: Mentionable) => name.toLocaleLowerCase().includes(` ${wanted}`);
  return [...all.filter(begins), ...all.filter((entry) => !begins(entry) && later(entry))];
}

/** What people write, `@Ann Lee`, as it travels, `<@ann>`. The longest name that fits counts. */
export function encodeMentions(text: string, all: readonly Mentionable[]): string {
  const candidates = all
    .flatMap(({ id, name }) => [{ id, written: name }, { id, written: id }])
    .filter(({ written }) => written)
    .sort((a, b) => b.written.length - a.written.length);
  let result = '';
  for (let at = 0; at < text.length; ) {
    const found =
      text[at] === '@' && !(at > 0 && (WORD.test(text[at - 1]!) || text[at - 1] === '<'))
        ? candidates.find(({ written }) => {
            const next = text[at + 1 + written.length];
            return text.startsWith(written, at + 1) && !(next && WORD.test(next));
          })
        : undefined;
    result += found ? `<@${found.id}>` : text[at];
    at += found ? found.written.length + 1 : 1;
  }
  return result;
}

/** The way back, for editing. */
export function decodeMentions(body: string, name: (id: string) => string): string {
  return body.replace(/<@([^\s<>@]+)>/g, (_, id: string) => `@${name(id)}`);
}

/** Whether a text calls this user, by name or with everybody. */
export function mentions(body: string, user: string): boolean {
  return [user, 'all', 'everyone'].some((id) => body.includes(`<@${id}>`));
}
