// A long history: few rows exist at a time, and what is read stays where it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, barriers, launchBrowser, newPerson, screenshot, signIn, startServer, until } from './harness.mjs';

const MESSAGES = 10_000;
/** More rows than this never exist: those in view, and some above and below. */
const MOST_ROWS = 120;
let server, browser, ann, ben;

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
  for (const [user, nickname] of [['ann', 'Ann'], ['ben', 'Ben']]) server.addUser(user, nickname);
  await write();
  [ann, ben] = await Promise.all(['ann', 'ben'].map(async (user) => signIn(await newPerson(browser, server.url), user)));
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

/** Makes a chat of ann with ben and sends her messages as fast as the server takes them. */
async function write() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.url);
  const taken = await page.evaluate((count) => new Promise((resolve, reject) => {
    const socket = new WebSocket(location.origin.replace('http', 'ws'));
    const say = (message, data) => socket.send(JSON.stringify({ message, data: [data] }));
    let target, sent = 0, taken = 0;
    const more = () => {
      for (; sent < count && sent - taken < 400; sent += 1) {
        // Of all lengths, so that no guess at a height is right.
        const body = `No ${sent}. ${'Words to fill a line or some. '.repeat((sent * 7) % 13)}`;
        say('sendMessage', { body, targetEntityType: 'CHAT', targetEntityId: target, internalMessageId: `m${sent}` });
      }
    };
    socket.onopen = () => say('connection', {
      appKey: 'sfuZClientApp', mediaProviders: ['WebRTC'], keepAlive: true, authToken: null, clientVersion: '0.5.28',
      clientOSVersion: 'test', clientBrowserVersion: 'test', custom: { username: 'ann', password: 'secret1', nickname: '' },
    });
    socket.onclose = ({ reason }) => reject(new Error(`closed: ${reason}`));
    socket.onmessage = ({ data }) => {
      const { message, data: [event] } = JSON.parse(data);
      if (message === 'ping') say('pong', null);
      else if (message === 'getUserData') say('createChat', { members: ['ben'], internalMessageId: 'c' });
      else if (event?.type === 'OPERATION_FAILED') reject(new Error(event.error));
      else if (event?.type === 'SFU_NEW_CHAT' && !target) {
        target = { chatId: event.info.id };
        more();
      } else if (event?.type === 'SFU_MESSAGE_STATE') {
        taken += 1;
        if (taken === count) resolve(taken);
        else more();
      }
    };
  }), MESSAGES);
  assert.equal(taken, MESSAGES);
  await context.close();
}

const list = (page) => at(page, 'message-list');
/** What is in view: numbers of messages with their places, and how many rows exist. */
const look = (page) => list(page).evaluate((scroller) => {
  const frame = scroller.getBoundingClientRect();
  const rows = [...scroller.querySelectorAll('[data-row]')];
  const seen = [...scroller.querySelectorAll('[data-testid=message]')]
    .map((bubble) => ({ number: Number(/No (\d+)\./.exec(bubble.textContent)?.[1]), y: bubble.getBoundingClientRect() }))
    .filter(({ y }) => y.bottom > frame.top && y.top < frame.bottom).map(({ number, y }) => ({ number, y: y.top - frame.top }));
  return {
    seen, rows: rows.length, busy: scroller.getAttribute('aria-busy') === 'true', height: scroller.scrollHeight,
    fromEnd: scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight,
  };
});
function check({ seen, rows }) {
  assert.ok(rows > 0 && rows < MOST_ROWS, `${rows} rows`);
  assert.ok(seen.length > 0);
  seen.forEach(({ number }, index) => assert.equal(number, seen[0].number + index));
}
const rest = (page) => until('the list to rest', async () => {
  const before = await look(page);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return [before, await look(page)];
}, ([one, other]) => !other.busy && other.seen.length > 0 && JSON.stringify(one) === JSON.stringify(other)).then(([, last]) => last);

test('a long history opens at its end', async () => {
  await at(ben, 'chat-item').click();
  const view = await rest(ben);
  check(view);
  assert.equal(view.seen.at(-1).number, MESSAGES - 1);
  assert.ok(view.fromEnd < 2, `${view.fromEnd} px from the end`);
  await screenshot(ben, 'history-end');
});

test('what is read stays in its place while older messages come', async () => {
  for (let page = 0; page < 14; page += 1) {
    // To where the next page is fetched, and what is in view at that moment.
    const before = await list(ben).evaluate(async (scroller) => {
      scroller.scrollTop = 500;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const frame = scroller.getBoundingClientRect();
      const bubble = [...scroller.querySelectorAll('[data-testid=message]')].find((one) => one.getBoundingClientRect().top > frame.top + 100);
      return { id: bubble.dataset.id, y: bubble.getBoundingClientRect().top };
    });
    const view = await rest(ben);
    check(view);
    const y = await ben.locator(`[data-testid=message][data-id="${before.id}"]`).evaluate((bubble) => bubble.getBoundingClientRect().top);
    assert.ok(Math.abs(y - before.y) < 3, `page ${page}: from ${before.y} to ${y}`);
  }
  const { seen } = await look(ben);
  assert.ok(seen[0].number < MESSAGES - 1_200, `at ${seen[0].number}`);
  assert.deepEqual(await barriers(ben), []);
  await screenshot(ben, 'history-middle');
});

test('the wheel and the keyboard move through it', async () => {
  const start = (await rest(ben)).seen[0].number;
  await list(ben).hover();
  for (let turn = 0; turn < 10; turn += 1) {
    await ben.mouse.wheel(0, -900);
    check(await rest(ben));
  }
  const wheel = (await look(ben)).seen[0].number;
  assert.ok(wheel < start - 20, `from ${start} to ${wheel}`);
  await list(ben).focus();
  for (const key of ['PageUp', 'PageUp', 'PageUp']) {
    await ben.keyboard.press(key);
    check(await rest(ben));
  }
  await until('the keyboard to move it', async () => (await look(ben)).seen[0].number, (number) => number < wheel);
  await ben.keyboard.press('PageDown');
  check(await rest(ben));
});

test('a live message doesn’t move somebody who reads, and is one press away', async () => {
  const before = await rest(ben);
  await at(ann, 'chat-item').click();
  await at(ann, 'composer').fill('No 10000. Live');
  await at(ann, 'composer').press('Enter');
  await at(ben, 'to-newest').filter({ hasText: '1' }).waitFor();
  const view = await rest(ben);
  assert.deepEqual(view.seen, before.seen);
  await at(ben, 'to-newest').click();
  await at(ben, 'message').filter({ hasText: 'No 10000. Live' }).waitFor();
  const end = await rest(ben);
  check(end);
  assert.equal(end.seen.at(-1).number, MESSAGES);
  assert.ok(end.fromEnd < 2);
});

test('the focus stays with a row that is out of view', async () => {
  const line = ben.locator('[data-message]').last();
  await line.hover();
  await line.getByTestId('message-react').focus();
  const id = await line.getAttribute('data-message');
  await list(ben).evaluate((scroller) => (scroller.scrollTop -= 4_000));
  check(await rest(ben));
  assert.equal(await ben.evaluate(() => document.activeElement.closest('[data-message]')?.dataset.message), id);
});

test('a message of long ago is found, shown, and read on from there', async () => {
  await at(ben, 'chat-search-open').click();
  await at(ben, 'chat-search').fill('No 17');
  await at(ben, 'found-message').filter({ hasText: 'No 17.' }).first().click();
  await ben.locator('[data-message].wanted').filter({ hasText: 'No 17.' }).waitFor();
  await at(ben, 'chat-search-close').click();
  check(await rest(ben));
  for (let turn = 0; turn < 6; turn += 1) {
    await list(ben).evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight));
    check(await rest(ben));
  }
  const { seen } = await look(ben);
  assert.ok(seen[0].number > 150, `at ${seen[0].number}`);
  await list(ben).focus();
  let view = await look(ben);
  for (let turn = 0; turn < 30 && view.seen[0].number > 0; turn += 1) {
    await ben.keyboard.press('Home');
    view = await rest(ben);
  }
  assert.equal(view.seen[0].number, 0);
  check(view);
});

test('no page complained', () => {
  for (const page of [ann, ben]) assert.deepEqual(page.problems, []);
});
