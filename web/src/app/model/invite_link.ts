const PATH = /\/join-space\/([^/]*)$/;

/** The code of the invitation a page was opened with; empty for any other page. */
export function invitedBy(path: string): string {
  const code = PATH.exec(path)?.[1] ?? '';
  try {
    return decodeURIComponent(code);
  } catch {
    return '';
  }
}

/** The path of the app itself, whatever address of its own it was opened with. */
export const appPath = (path: string): string => path.replace(PATH, '/');

/** What is sent to people who shall join. */
export const inviteLink = (code: string): string =>
  new URL(`${appPath(location.pathname)}join-space/${encodeURIComponent(code)}`, location.origin).href;

/** The code in what somebody pasted: a link, or the code itself. */
export const codeIn = (text: string): string => text.trim().replace(/[?#].*$/, '').replace(/^.*\/join-space\//, '').replace(/\/$/, '');
