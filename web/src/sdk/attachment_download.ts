import { Connection } from './connection';
import { App, ChatError } from './enums';
import { uuid } from './ids';

/** Bytes before the file's own in a frame of a download; the second one tells the last frame. */
const HEADER = 2;

export interface DownloadOptions {
  url: string;
  sessionId: string;
  timeout?: number;
  signal?: AbortSignal;
  /** Called for each frame, with the bytes received so far. */
  onProgress(received: number, last: boolean): void;
}

/** Fetches one file over a connection of its own. The session is the only right to read, and is good once. */
export function downloadAttachment(options: DownloadOptions): Promise<ArrayBuffer> {
  const { url, sessionId, signal, timeout } = options;
  const pieces: Uint8Array[] = [];
  let received = 0;
  return new Promise((resolve, reject) => {
    const over = (settle: () => void) => {
      signal?.removeEventListener('abort', aborted);
      connection.close();
      settle();
    };
    const failed = () => over(() => reject(new Error(ChatError.DOWNLOADING_ATTACHMENT_FAILED)));
    const aborted = () => over(() => reject(signal!.reason));
    const connection: Connection = new Connection(
      {
        url,
        appKey: App.TRANSFER,
        authToken: null,
        custom: { username: '', password: '', nickname: '' },
        // Silence is no sign of death here: a slow disk sends nothing for a while.
        pingInterval: 0,
        ...(timeout === undefined ? {} : { timeout }),
      },
      {
        onEvent: (event) => {
          if (event.type === 'OPERATION_FAILED') over(() => reject(event));
        },
        onBinary: (data) => {
          const last = new Uint8Array(data)[1] === 1;
          pieces.push(new Uint8Array(data, HEADER));
          received += data.byteLength - HEADER;
          options.onProgress(received, last);
          if (last) over(() => resolve(joined(pieces, received)));
        },
        onFailed: failed,
        onEnd: failed,
      },
    );
    if (signal?.aborted) return aborted();
    signal?.addEventListener('abort', aborted, { once: true });
    connection
      .open()
      .then(() => connection.send('downloadAttachment', { sessionId, internalMessageId: uuid() }), failed);
  });
}

function joined(pieces: Uint8Array[], size: number): ArrayBuffer {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole.buffer;
}
