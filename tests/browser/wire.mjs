// A client that speaks bare frames (RFC 6455), for what would take a browser too long.
import { randomBytes } from 'node:crypto';
import http from 'node:http';

/** A text frame as a client sends it, masked (section 5.3). */
function frame(text) {
  const payload = Buffer.from(text);
  const long = payload.length > 65_535 ? 8 : payload.length > 125 ? 2 : 0;
  const head = Buffer.alloc(2 + long);
  head[0] = 0x81;
  head[1] = 0x80 | (long === 8 ? 127 : long === 2 ? 126 : payload.length);
  if (long === 8) head.writeBigUInt64BE(BigInt(payload.length), 2);
  else if (long === 2) head.writeUInt16BE(payload.length, 2);
  const mask = randomBytes(4);
  for (let index = 0; index < payload.length; index += 1) payload[index] ^= mask[index & 3];
  return Buffer.concat([head, mask, payload]);
}

/** Calls `read` with the text of each frame of a server that comes over a socket. */
function readFrames(socket, first, read) {
  let waiting = first;
  const take = (chunk) => {
    waiting = waiting.length > 0 ? Buffer.concat([waiting, chunk]) : chunk;
    for (;;) {
      if (waiting.length < 2) return;
      const short = waiting[1] & 0x7f;
      const start = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (waiting.length < start) return;
      const length = short === 127 ? Number(waiting.readBigUInt64BE(2)) : short === 126 ? waiting.readUInt16BE(2) : short;
      if (waiting.length < start + length) return;
      if ((waiting[0] & 0x0f) === 1) read(waiting.toString('utf8', start, start + length));
      waiting = waiting.subarray(start + length);
    }
  };
  socket.on('data', take);
  take(Buffer.alloc(0));
}

/** Logs in; resolves with a connection whose `ask` makes a call and resolves with the event that answers it. */
export async function connectWire(url, user, password = 'secret1') {
  const { hostname, port } = new URL(url);
  const [socket, first] = await new Promise((resolve, reject) => {
    http.get({
      hostname, port, path: '/',
      headers: {
        Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      },
    }).on('upgrade', (response, upgraded, head) => resolve([upgraded, head]))
      .on('response', ({ statusCode }) => reject(new Error(`no upgrade: ${statusCode}`)))
      .on('error', reject);
  });
  const say = (message, data) => socket.write(frame(JSON.stringify({ message, data: [data] })));
  const asked = new Map();
  let calls = 0;
  await new Promise((resolve, reject) => {
    const ended = () => {
      reject(new Error(`the login of ${user} was refused`));
      for (const { reject: fail } of asked.values()) fail(new Error('the connection has ended'));
    };
    socket.on('close', ended).on('error', ended);
    readFrames(socket, first, (text) => {
      const { message, data: [event] } = JSON.parse(text);
      if (message === 'ping') say('pong', null);
      else if (message === 'getUserData') resolve();
      const call = asked.get(event?.internalMessageId);
      if (!call) return;
      asked.delete(event.internalMessageId);
      if (event.type === 'OPERATION_FAILED') call.reject(new Error(event.error));
      else call.resolve(event);
    });
    say('connection', {
      appKey: 'sfuZClientApp', mediaProviders: ['WebRTC'], keepAlive: true, authToken: null, clientVersion: '0.5.28',
      clientOSVersion: 'test', clientBrowserVersion: 'test', custom: { username: user, password, nickname: '' },
    });
  });
  return {
    ask(message, data) {
      const internalMessageId = `w${(calls += 1)}`;
      return new Promise((resolve, reject) => {
        asked.set(internalMessageId, { resolve, reject });
        say(message, { ...data, internalMessageId });
      });
    },
    close: () => socket.destroy(),
  };
}
