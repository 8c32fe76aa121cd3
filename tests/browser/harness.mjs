// A real server, real browsers with fake cameras, and what their peer connections count.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '../../web/node_modules/playwright-core/index.mjs';
import { connectWire } from './wire.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const programs = process.env.PARLEY_BIN ?? path.join(root, 'build/release/bin');
export const media = path.join(root, 'sdk/cpp/examples/media');
// What steers the tests must not reach the programs as their settings.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PARLEY_')));
const shots = process.env.PARLEY_SCREENSHOTS ?? path.join(programs, '../screenshots');

/** Starts parleyd on free ports; `stop` ends it and removes its data. */
export async function startServer(flags = []) {
  const data = mkdtempSync(path.join(tmpdir(), 'parley-browser-'));
  const child = spawn(path.join(programs, 'parleyd'),
    ['--listen', '127.0.0.1:0', '--data', data, '--web', path.join(root, 'web/dist'), '--log-level', 'warn', ...flags],
    { stdio: ['ignore', 'pipe', 'inherit'], env: environment });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /parley is ready: (\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.on('exit', (code) => reject(new Error(`parleyd ended with ${code}: ${text}`)));
  });
  return {
    url, data,
    addUser(id, nickname = id) {
      const done = spawnSync(path.join(programs, 'parley'), ['user', 'add', '--data', data, '--id', id, '--email',
        `${id}@example.com`, '--nickname', nickname, '--password', 'secret1'], { encoding: 'utf8', env: environment });
      if (done.status !== 0) throw new Error(done.stderr);
    },
    async stop() {
      const ended = new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGTERM');
      const code = await ended;
      rmSync(data, { recursive: true, force: true });
      return code;
    },
  };
}

export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.PARLEY_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--disable-gpu',
      '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
      '--autoplay-policy=no-user-gesture-required'],
  });
}

/** A page of its own person. Errors on it fail the test at the end (`page.problems`). */
export async function newPerson(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, permissions: ['camera', 'microphone'], ...options });
  await context.addInitScript(() => {
    const connections = [];
    const Native = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Native {
      constructor(...args) {
        super(...args);
        connections.push(this);
      }
    };
    window.connectionsUnderTest = connections;
  });
  const page = await context.newPage();
  page.problems = [];
  /** Types of the events the server has sent. */
  page.events = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => {
    if (typeof payload === 'string') page.events.push(JSON.parse(payload).data?.[0]?.type);
  }));
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(message.text());
  });
  await page.goto(url);
  return page;
}

/** A way to the server that can be cut: `cut` ends what goes through it and refuses more until `mend`. */
export async function startLine(url) {
  const { hostname, port } = new URL(url);
  const open = new Set();
  let cut = false;
  const relay = net.createServer((near) => {
    if (cut) return near.destroy();
    const far = net.connect(Number(port), hostname);
    for (const [one, other] of [[near, far], [far, near]]) {
      open.add(one);
      one.on('error', () => {}).on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return {
    url: url.replace(`:${port}`, `:${relay.address().port}`),
    cut() {
      cut = true;
      for (const socket of open) socket.destroy();
    },
    mend: () => (cut = false),
    stop() {
      this.cut();
      relay.close();
    },
  };
}

export const at = (page, id) => page.getByTestId(id);

/** Signs in through the form; resolves when the chats are there. */
export async function signIn(page, user, password = 'secret1') {
  await at(page, 'signin-username').fill(user);
  await at(page, 'signin-password').fill(password);
  await at(page, 'signin-submit').click();
  await at(page, 'chat-new').waitFor({ timeout: 15_000 });
  return page;
}

/** What somebody does with the link of a mail: opens it in another window and answers its question. */
export async function follow(browser, link, answer = 'confirm') {
  const page = await newPerson(browser, link);
  await page.locator(`button[value=${answer}]`).click();
  await page.waitForLoadState();
  await page.context().close();
}

const axe = readFileSync(path.join(root, 'web/node_modules/axe-core/axe.min.js'), 'utf8');

/** What keeps people with disabilities from using the page as it is now, by WCAG 2.2 AA; empty when nothing does. */
export async function barriers(page) {
  // Colours are measured in the middle of fading otherwise.
  await page.evaluate(() => Promise.all(document.getAnimations().filter((animation) => animation.effect.getTiming().iterations !== Infinity)
    .map((animation) => animation.finished.catch(() => {}))));
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

export async function screenshot(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`) });
}

/** What has been received over all live peer connections of the page. */
export function received(page) {
  return page.evaluate(async () => {
    const sum = { framesDecoded: 0, audioEnergy: 0, audioPackets: 0, videoPackets: 0, tracks: [] };
    for (const connection of window.connectionsUnderTest) {
      if (connection.connectionState === 'closed') continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        if (report.kind === 'video') {
          sum.framesDecoded += report.framesDecoded ?? 0;
          sum.videoPackets += report.packetsReceived ?? 0;
          sum.tracks.push({ mid: report.mid, framesDecoded: report.framesDecoded ?? 0 });
        } else {
          sum.audioEnergy += report.totalAudioEnergy ?? 0;
          sum.audioPackets += report.packetsReceived ?? 0;
        }
      }
    }
    return sum;
  });
}

/** Waits until `check(value)` holds for what `read()` gives; the last value is in the error. */
export async function until(what, read, check, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  let value;
  do {
    value = await read();
    if (check(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 200));
  } while (Date.now() < end);
  throw new Error(`${what} did not happen within ${seconds} s; last seen: ${JSON.stringify(value)}`);
}

/** True when `read()` stays at one value for `seconds` after having settled. */
export async function standsStill(what, read, seconds = 1.5) {
  await until(what, async () => {
    const before = await read();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    return [before, await read()];
  }, ([before, after]) => before === after);
}

/** Lets a page believe that nobody looks at it, and collects what it would tell its user. Resolves with what reads that. */
export async function catchNotifications(page) {
  await page.evaluate(() => {
    window.told = [];
    window.Notification = class {
      static permission = 'granted';
      constructor(title, options) {
        window.told.push(`${title}: ${options.body}`);
      }
      close() {}
    };
    document.hasFocus = () => false;
  });
  return () => page.evaluate(() => window.told);
}

/** One call of a user over a connection of its own, as another program would make it; resolves with the answer. */
export async function call(url, user, message, data) {
  const wire = await connectWire(url, user);
  try {
    return await wire.ask(message, data);
  } finally {
    wire.close();
  }
}

export const message = (page, text) => at(page, 'message').filter({ hasText: text });

/** Ann, Ben and Ann's phone, with the chat of the two open; Cid and Dan are there to be written to. */
export async function openChat(server, browser) {
  server.addUser('ann', 'Ann Lee');
  for (const [user, nickname] of [['ben', 'Ben'], ['cid', 'Cid'], ['dan', 'Dan']]) server.addUser(user, nickname);
  const [ann, ben, phone] = await Promise.all([['ann'], ['ben'], ['ann', { viewport: { width: 390, height: 780 } }]].map(
    async ([user, options]) => signIn(await newPerson(browser, server.url, options), user)));
  await at(ann, 'chat-new').click();
  await at(ann, 'chat-new-user').fill('ben');
  await at(ann, 'chat-new-submit').click();
  await at(ann, 'composer').waitFor();
  for (const page of [ben, phone]) await at(page, 'chat-item').click();
  return [ann, ben, phone];
}

/** Writes a message in the open chat; resolves when it is there. */
export async function say(page, text) {
  await at(page, 'composer').fill(text);
  await at(page, 'composer').press('Enter');
  await message(page, text).waitFor();
}

/** Presses a button of the message that has this text. */
export async function action(page, text, name) {
  const line = page.locator('[data-message]').filter({ has: page.getByTestId('message-body').filter({ hasText: text }) });
  await line.hover();
  await line.getByTestId(name).click();
}

/** The C++ SDK's example that answers in secure chats: lines it writes, and when it is ready. */
export function startSecureBot({ url, user, passphrase }) {
  const child = spawn(path.join(programs, 'parley_secure_bot'),
    ['--url', url.replace('http', 'ws'), '--user', user, '--password', 'secret1', '--passphrase', passphrase],
    { stdio: ['ignore', 'pipe', 'inherit'], env: environment });
  const lines = [];
  const ready = new Promise((resolve, reject) => {
    let rest = '';
    child.stdout.on('data', (chunk) => {
      rest += chunk;
      const parts = rest.split('\n');
      rest = parts.pop();
      lines.push(...parts);
      if (lines.some((line) => line.startsWith('ready'))) resolve();
    });
    child.on('error', reject);  // it could not even be started
    child.on('exit', (code) => reject(new Error(`parley_secure_bot ended with ${code}`)));
  });
  ready.catch(() => {});
  return { lines, ready, stop: () => child.kill('SIGTERM') };
}

/** The C++ SDK's example as a participant: resolves lines of its report as they come. */
export function startPublisher({ url, user, room, pin, seconds = 60 }) {
  const child = spawn(path.join(programs, 'parley_publish_media'),
    ['--url', url.replace('http', 'ws'), '--user', user, '--password', 'secret1', '--room', room, ...(pin ? ['--pin', pin] : []),
      '--seconds', String(seconds), '--ivf', path.join(media, 'clip.ivf'), '--ogg', path.join(media, 'clip.ogg')],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = [];
  let rest = '';
  child.stdout.on('data', (chunk) => {
    rest += chunk;
    const parts = rest.split('\n');
    rest = parts.pop();
    for (const part of parts) if (part.startsWith('{')) lines.push(JSON.parse(part));
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  return { lines, ended, stop: () => child.kill('SIGTERM') };
}
