/** Cuts a text into what was looked for and the rest; a long beginning is left out so that the find can be seen. */
export function highlight(text: string, words: string, lead = 30): { text: string; hit: boolean }[] {
  const escaped = words.trim().split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (escaped.length === 0) return [{ text, hit: false }];
  // As the server finds them: whole words, of the last one the beginning.
  const start = /^[\p{L}\p{N}]/u.test(escaped[0]!) ? '(?<![\\p{L}\\p{N}])' : '';
  const pattern = new RegExp(start + escaped.join('[^\\p{L}\\p{N}]+'), 'giu');
  const first = text.search(pattern);
  const from = first > lead ? first - lead : 0;
  const result: { text: string; hit: boolean }[] = [];
  let end = from;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) result.push({ text: text.slice(end, match.index), hit: false });
    result.push({ text: match[0], hit: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) result.push({ text: text.slice(end), hit: false });
  if (from > 0 && result[0]) result[0] = { ...result[0], text: `…${result[0].text}` };
  return result;
}
