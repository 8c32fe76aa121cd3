/**
 * An address the server issued, as this client has to ask for it: a server behind a proxy doesn't know under which name
 * and port it was reached. A server named on purpose (another node, a public address) is left alone.
 */
export function issuedUrl(url: string, connectionUrl: string, pageProtocol = globalThis.location?.protocol): string {
  const issued = parse(url);
  const connection = parse(connectionUrl);
  if (!issued || !connection) return url;
  if (!isAddress(issued.hostname) && issued.hostname !== connection.hostname) return url;
  issued.hostname = connection.hostname;
  if (!hasPort(connectionUrl)) {
    issued.protocol = connection.protocol === 'wss:' || connection.protocol === 'https:' ? 'https:' : 'http:';
    issued.port = '';
  } else if (pageProtocol === 'https:' && issued.protocol === 'http:') {
    issued.protocol = 'https:';
  }
  return issued.href;
}

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

/** `URL` hides a port that is its scheme's default, also one that was written down. */
function hasPort(url: string): boolean {
  return /^[a-z]+:\/\/(?:[^@/?#]*@)?(?:\[[^\]]*\]|[^:/?#]*):\d+(?:[/?#]|$)/i.test(url);
}

function isAddress(host: string): boolean {
  if (host.startsWith('[')) return true;
  const parts = host.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}
