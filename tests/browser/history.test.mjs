// A long history: few rows exist at a time, and what is read stays where it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, barriers, launchBrowser, newPerson, screenshot, signIn, startServer, until } from './harness.mjs';
import { connectWire } from './wire.mjs';

const MESSAGES = 100_000;
/** Messages on their way at the same time while the history is written: the server writes them to disk together. */
const AT_ONCE = 3_000;
/** The first one ben hasn't read. */
const UNREAD = 60_000;
/** Messages that a page may keep of a chat, and some. */
const MOST_KEPT = 2_100;
/** Messages that come at once. */
const BURST = 500;
/** More rows than this never exist: those in view, and some above and below. */
const MOST_ROWS = 120;
let server, browser, ann, ben, writer, say;
/** Number of the next message. */
let last = MESSAGES;

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
  for (const [user, nickname] of [['ann', 'Ann'], ['ben', 'Ben']]) server.addUser(user, nickname);
  await write();
  [ann, ben] = await Promise.all(['ann', 'ben'].map(async (user) => signIn(await newPerson(browser, server.url), user)));
});

after(async () => {
  writer?.close();
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

/** Makes a chat of ann with ben and writes her messages; ben has read those before the first unread one. */
async function write() {
  writer = await connectWire(server.url, 'ann');
  const { info } = await writer.ask('createChat', { members: ['ben'] });
  const target = { targetEntityType: 'CHAT', targetEntityId: { chatId: info.id } };
  say = async (number) => {
    // Of all lengths, so that no guess at a height is right.
    const body = `No ${number}. ${number === 17 ? 'The needle. ' : ''}${'Words to fill a line or some. '.repeat((number * 7) % 13)}`;
    return (await writer.ask('sendMessage', { ...target, body })).status;
  };
  let next = 0, read;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < MESSAGES) {
      const number = next;
      next += 1;
      const { id } = await say(number);
      if (number === UNREAD - 1) read = id;
    }
  }));
  const reader = await connectWire(server.url, 'ben');
  await reader.ask('markMessageRead', { ...target, id: read });
  reader.close();
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

/** How many messages are kept anywhere in a page, by the garbage collector's count of objects that look like one. */
async function kept(page) {
  const session = await page.context().newCDPSession(page);
  const { result: { objectId: prototypeObjectId } } = await session.send('Runtime.evaluate', { expression: 'Object.prototype' });
  const { objects: { objectId } } = await session.send('Runtime.queryObjects', { prototypeObjectId });
  const { result: { value } } = await session.send('Runtime.callFunctionOn', {
    objectId, returnByValue: true,
    functionDeclaration: 'function () { return this.filter((one) => Object.hasOwn(one, "deliveryStatus") && Object.hasOwn(one, "body")).length; }',
  });
  await session.detach();
  return value;
}

/** Counts frames and long tasks of a page while something is done there. */
async function smoothness(page, act) {
  await page.evaluate(() => {
    const seen = (window.smoothness = { frames: 0, longest: 0, tasks: [], over: false });
    new PerformanceObserver((entries) => seen.tasks.push(...entries.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    let last = performance.now();
    requestAnimationFrame(function frame(now) {
      seen.frames += 1;
      seen.longest = Math.max(seen.longest, now - last);
      last = now;
      if (!seen.over) requestAnimationFrame(frame);
    });
  });
  const start = Date.now();
  await act();
  const { frames, longest, tasks } = await page.evaluate(() => Object.assign(window.smoothness, { over: true }));
  const seconds = (Date.now() - start) / 1000;
  return `${seconds.toFixed(1)} s, ${Math.round(frames / seconds)} frames/s, longest frame ${Math.round(longest)} ms, `
    + `${tasks.length} tasks over 50 ms${tasks.length > 0 ? `, longest ${Math.round(Math.max(...tasks))} ms` : ''}`;
}

test('a long history opens at its end', async (t) => {
  const opening = await smoothness(ben, async () => {
    await at(ben, 'chat-item').click();
    await rest(ben);
  });
  t.diagnostic(`opening: ${opening}`);
  const view = await rest(ben);
  check(view);
  assert.equal(view.seen.at(-1).number, MESSAGES - 1);
  assert.ok(view.fromEnd < 2, `${view.fromEnd} px from the end`);
  await screenshot(ben, 'history-end');
});

test('the oldest unread message is one press away, and so is the way back', async () => {
  await at(ben, 'to-unread').filter({ hasText: '40,000 new messages' }).waitFor();
  assert.deepEqual(await barriers(ben), []);
  await at(ben, 'to-unread').click();
  await at(ben, 'unread-divider').waitFor();
  const view = await rest(ben);
  check(view);
  const { text, top, height } = await at(ben, 'unread-divider').evaluate((divider) => {
    const frame = divider.closest('[data-testid=message-list]').getBoundingClientRect();
    return { text: divider.parentElement.textContent, top: divider.getBoundingClientRect().top - frame.top, height: frame.height };
  });
  assert.match(text, new RegExp(`No ${UNREAD}\\.`));
  assert.ok(top > 0 && top < height, `${top} of ${height}`);
  await at(ben, 'unread-above').waitFor({ state: 'detached' });
  await screenshot(ben, 'history-unread');
  await at(ben, 'to-newest').click();
  const end = await until('the end', () => rest(ben), ({ seen }) => seen.at(-1).number === MESSAGES - 1);
  assert.ok(end.fromEnd < 2);
});

test('its first message is one press away', async () => {
  await list(ben).focus();
  await ben.keyboard.press('Home');
  check(await until('the beginning', () => rest(ben), ({ seen }) => seen[0].number === 0));
  assert.equal(await at(ben, 'to-oldest').count(), 0);
  await ben.keyboard.press('End');
  const end = await until('the end', () => rest(ben), ({ seen }) => seen.at(-1).number === MESSAGES - 1);
  assert.ok(end.fromEnd < 2);
  await list(ben).evaluate((scroller) => (scroller.scrollTop -= 1_000));
  await at(ben, 'to-oldest').click();
  check(await until('the beginning', () => rest(ben), ({ seen }) => seen[0].number === 0));
  await at(ben, 'to-newest').click();
  await until('the end', () => rest(ben), ({ seen }) => seen.at(-1).number === MESSAGES - 1);
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

test('scrolling far keeps few messages, and is told how smooth it is', async (t) => {
  const start = (await rest(ben)).seen[0].number;
  await list(ben).hover();
  const told = await smoothness(ben, async () => {
    for (let turn = 0; turn < 150; turn += 1) {
      await ben.mouse.wheel(0, -1_500);
      await ben.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    }
  });
  const view = await rest(ben);
  check(view);
  t.diagnostic(`from ${start} to ${view.seen[0].number}: ${told}`);
  assert.ok(view.seen[0].number < start - 1_500, `from ${start} to ${view.seen[0].number}`);
  const count = await kept(ben);
  t.diagnostic(`${view.rows} rows exist, ${count} messages are kept of ${MESSAGES}`);
  assert.ok(count > 100 && count < MOST_KEPT, `${count} messages are kept`);
});

test('what is read stays while pages come above it and messages below', async () => {
  let writing = true, written = 0;
  const stream = (async () => {
    for (; writing; written += 1) await Promise.all([say(MESSAGES + written), new Promise((done) => setTimeout(done, 100))]);
  })();
  try {
    await at(ben, 'to-newest').click();
    await until('the end', () => look(ben), ({ seen, fromEnd }) => fromEnd < 2 && seen.at(-1)?.number > MESSAGES);
    for (let page = 0; page < 8; page += 1) {
      const moved = await list(ben).evaluate(async (scroller) => {
        const frames = (count) => new Promise((done) => requestAnimationFrame(() => (count > 1 ? done(frames(count - 1)) : done())));
        scroller.scrollTop = 500;
        await frames(2);
        const top = scroller.getBoundingClientRect().top;
        const bubble = [...scroller.querySelectorAll('[data-testid=message]')].find((one) => one.getBoundingClientRect().top > top + 100);
        const before = bubble.getBoundingClientRect().top;
        let most = 0;
        for (let frame = 0; frame < 20; frame += 1) {
          await frames(1);
          most = Math.max(most, bubble.isConnected ? Math.abs(bubble.getBoundingClientRect().top - before) : Infinity);
        }
        return most;
      });
      assert.ok(moved < 3, `page ${page}: what is read moved by ${moved} px`);
    }
  } finally {
    writing = false;
    await stream;
    last = MESSAGES + written;
  }
  assert.ok(written > 10, `${written} messages were written meanwhile`);
  check(await rest(ben));
});

test('a live message doesn’t move somebody who reads, and is one press away', async () => {
  const before = await rest(ben);
  const unread = (page) => at(page, 'to-newest').evaluate((button) => parseInt(button.textContent, 10) || 0);
  const unreadBefore = await unread(ben);
  await at(ann, 'chat-item').click();
  const text = `No ${last}. Live`;
  await at(ann, 'composer').fill(text);
  await at(ann, 'composer').press('Enter');
  await until('it to be counted', () => unread(ben), (count) => count > unreadBefore);
  const view = await rest(ben);
  assert.deepEqual(view.seen, before.seen);
  await at(ben, 'to-newest').click();
  await at(ben, 'message').filter({ hasText: text }).waitFor();
  const end = await rest(ben);
  check(end);
  assert.equal(end.seen.at(-1).number, last);
  assert.ok(end.fromEnd < 2);
});

test('messages that come faster than they can be drawn are all there in the end', async (t) => {
  const calls = [];
  const read = () => ben.events.filter((type) => type === 'LAST_READ_MESSAGE_UPDATED').length;
  const readBefore = read();
  const first = last + 1;
  last += BURST;
  const told = await smoothness(ben, async () => {
    for (let number = first; number <= last; number += 1) calls.push(say(number));
    await Promise.all(calls);
    await until('the last one', () => look(ben), ({ seen }) => seen.at(-1)?.number === last, 60);
  });
  const end = await rest(ben);
  check(end);
  assert.ok(end.fromEnd < 2);
  t.diagnostic(`${BURST} messages: ${told}, ${read() - readBefore} times told as read`);
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
  await at(ben, 'chat-search').fill('needle');
  await until('the words to be found', async () => {
    // The server prepares what was written for searching, behind its other work.
    if (await at(ben, 'search-again').isVisible()) await at(ben, 'search-again').click();
    return at(ben, 'found-message').count();
  }, (count) => count === 1, 60);
  await at(ben, 'found-message').filter({ hasText: 'No 17.' }).click();
  await ben.locator('[data-message].wanted').filter({ hasText: 'No 17.' }).waitFor();
  await at(ben, 'chat-search-close').click();
  check(await rest(ben));
  for (let turn = 0; turn < 6; turn += 1) {
    const { seen: before } = await look(ben);
    await list(ben).evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight));
    const { seen } = await until('the next page', () => rest(ben), (view) => view.seen[0].number > before[0].number);
    // It doesn't run from page to page by itself.
    assert.ok(seen[0].number < before[0].number + 250, `from ${before[0].number} to ${seen[0].number}`);
    check(await rest(ben));
  }
  const { seen } = await look(ben);
  assert.ok(seen[0].number > 150, `at ${seen[0].number}`);
});

test('no page complained', () => {
  for (const page of [ann, ben]) assert.deepEqual(page.problems, []);
});
