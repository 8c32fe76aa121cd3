/** Content type of each local track, by track id; travels as `a=content:` lines. */
export type TrackContents = Readonly<Record<string, string>>;

/**
 * A client's media line either publishes or is a slot for remote media, never both, so that the server may put any
 * publisher on a slot without asking.
 */
export function sendOnly(sdp: string): string {
  return sdp.replace(/a=sendrecv/g, 'a=sendonly');
}

/** Adds an `a=content:` line after the `a=msid:` line of every track named in `contents`. */
export function withContents(sdp: string, contents: TrackContents | undefined): string {
  if (!contents) return sdp;
  return sdp.replace(/^a=msid:\S+ (\S+)\r?$/gm, (line, track: string) => {
    const content = contents[track];
    return content ? `${line.trimEnd()}\r\na=content:${content}\r` : line;
  });
}
