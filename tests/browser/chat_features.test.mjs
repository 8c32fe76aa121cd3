// What two people do with messages besides sending them: answers, reactions, changes, mentions and files.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { action, at, barriers, launchBrowser, message, openChat, say, screenshot, startServer, until } from './harness.mjs';

let server, browser, ann, ben, phone;

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
  [ann, ben, phone] = await openChat(server, browser);
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

const line = (page, text) => page.locator('[data-message]').filter({ has: page.getByTestId('message-body').filter({ hasText: text }) });

test('an answer shows what it is about, and leads there', async () => {
  await say(ann, 'Where shall we eat?');
  await action(ben, 'Where shall we eat', 'message-reply');
  await at(ben, 'composer-reply').filter({ hasText: 'Where shall we eat?' }).waitFor();
  await say(ben, 'At the lake');
  for (const page of [ann, ben, phone]) {
    await message(page, 'At the lake').getByTestId('message-quote').filter({ hasText: 'Where shall we eat?' }).waitFor();
  }
  await at(ben, 'composer-reply').waitFor({ state: 'detached' });
  await message(ann, 'At the lake').getByTestId('message-quote').click();
  await ann.locator('[data-message].wanted').waitFor();
});

test('reactions are chosen, counted and taken back', async () => {
  await action(ben, 'Where shall we eat?', 'message-react');
  await at(ben, 'emoji-search').fill('pizza');
  await at(ben, 'emoji').first().waitFor();
  await screenshot(ben, 'chat-emoji');
  assert.deepEqual(await barriers(ben), []);
  await at(ben, 'emoji-search').press('Enter');
  for (const page of [ann, ben, phone]) await at(page, 'reaction').filter({ hasText: '🍕 1' }).waitFor();
  await at(ann, 'reaction').click();
  for (const page of [ann, ben, phone]) await at(page, 'reaction').filter({ hasText: '🍕 2' }).waitFor();
  await at(ann, 'reaction').click();
  for (const page of [ann, ben]) await at(page, 'reaction').filter({ hasText: '🍕 1' }).waitFor();
});

test('messages are changed and deleted by their author alone', async () => {
  await say(ann, 'Tusday then');
  await line(ben, 'Tusday then').hover();
  assert.equal(await line(ben, 'Tusday then').getByTestId('message-edit').count(), 0);
  await action(ann, 'Tusday then', 'message-edit');
  await at(ann, 'composer-editing').waitFor();
  assert.equal(await at(ann, 'composer').inputValue(), 'Tusday then');
  await at(ann, 'composer').fill('Tuesday then');
  await at(ann, 'composer').press('Enter');
  for (const page of [ann, ben, phone]) await message(page, 'Tuesday then').getByTestId('message-edited').waitFor();
  assert.equal(await at(ann, 'composer').inputValue(), '');
  await action(ann, 'Tuesday then', 'message-delete');
  await line(ann, 'Tuesday then').getByTestId('message-delete-confirm').click();
  for (const page of [ann, ben, phone]) {
    await message(page, 'Message deleted').waitFor();
    assert.equal(await message(page, 'Tuesday then').count(), 0);
  }
});

test('people are mentioned by name, with completion', async () => {
  await at(ben, 'composer').pressSequentially('Thanks @le');
  await at(ben, 'mention-option').filter({ hasText: 'Ann Lee' }).waitFor();
  assert.equal(await at(ben, 'mention-option').count(), 1);
  assert.deepEqual(await barriers(ben), []);
  await at(ben, 'composer').press('Enter');
  assert.equal(await at(ben, 'composer').inputValue(), 'Thanks @Ann Lee ');
  await at(ben, 'composer').press('Enter');
  for (const page of [ann, ben]) await at(page, 'mention').filter({ hasText: '@Ann Lee' }).waitFor();
});

const PNG = () => ann.evaluate(async () => {
  const canvas = new OffscreenCanvas(320, 200);
  const paint = canvas.getContext('2d');
  paint.fillStyle = '#ff8800';
  paint.fillRect(0, 0, 320, 200);
  paint.fillStyle = '#0055cc';
  paint.fillRect(60, 50, 200, 100);
  return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
}).then((bytes) => Buffer.from(bytes));

test('files travel: pictures are shown, others saved byte for byte', async () => {
  const noise = Buffer.from(Array.from({ length: 350_000 }, (_, index) => (index * 7919) >> 3));
  await at(ann, 'composer-files').setInputFiles([
    { name: 'plan.png', mimeType: 'image/png', buffer: await PNG() },
    { name: 'noise.bin', mimeType: 'application/octet-stream', buffer: noise },
  ]);
  assert.equal(await at(ann, 'composer-file').count(), 2);
  await at(ann, 'composer').fill('The plan');
  await at(ann, 'composer').press('Enter');
  for (const page of [ann, ben, phone]) {
    await message(page, 'The plan').getByTestId('attachment-picture').waitFor();
    assert.equal(await message(page, 'The plan').locator('img').evaluate((image) => image.decode().then(() => image.naturalWidth)), 320);
  }
  const [download] = await Promise.all([
    ben.waitForEvent('download'),
    message(ben, 'The plan').getByTestId('attachment-download').click(),
  ]);
  assert.equal(download.suggestedFilename(), 'noise.bin');
  assert.ok(noise.equals(readFileSync(await download.path())));
  assert.deepEqual(await barriers(ben), []);
  await screenshot(ben, 'chat-files');
  await screenshot(phone, 'chat-files-phone');
  await at(ben, 'attachment-picture').click();
  await at(ben, 'lightbox').waitFor();
  await screenshot(ben, 'chat-lightbox');
  await ben.keyboard.press('Escape');
  await at(ben, 'lightbox').waitFor({ state: 'detached' });
});

/** Gives the page a transfer as dragging or pasting would. */
const transfer = (page, name) => page.evaluateHandle((file) => {
  const data = new DataTransfer();
  data.items.add(new File(['words of ' + file], file, { type: 'text/plain' }));
  return data;
}, name);

test('files are dropped and pasted, and taken back before they are sent', async () => {
  const dropped = await transfer(ann, 'dropped.txt');
  await at(ann, 'conversation').dispatchEvent('dragover', { dataTransfer: dropped });
  await at(ann, 'drop').waitFor();
  await at(ann, 'conversation').dispatchEvent('drop', { dataTransfer: dropped });
  await at(ann, 'drop').waitFor({ state: 'detached' });
  await at(ann, 'composer').evaluate((field, data) => field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })),
    await transfer(ann, 'pasted.txt'));
  await until('both files to wait', () => at(ann, 'composer-file').count(), (count) => count === 2);
  await at(ann, 'composer-file').filter({ hasText: 'pasted.txt' }).getByRole('button').click();
  await at(ann, 'composer-send').click();
  await at(ben, 'attachment').filter({ hasText: 'dropped.txt' }).waitFor();
  assert.equal(await at(ben, 'attachment').filter({ hasText: 'pasted.txt' }).count(), 0);
});

test('a file on its way shows its progress and can be stopped', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'parley-huge-'));
  writeFileSync(path.join(folder, 'huge.bin'), Buffer.alloc(45_000_000, 7));
  await at(ann, 'composer-files').setInputFiles(path.join(folder, 'huge.bin'));
  await at(ann, 'composer-send').click();
  await until('some of it to be sent', () => at(ann, 'upload').filter({ hasText: 'huge.bin' }).locator('progress').evaluate((bar) => bar.value), (value) => value > 0);
  // What is written meanwhile doesn't wait.
  await say(ann, 'Too large after all');
  await at(ann, 'upload-cancel').click();
  await at(ann, 'upload').waitFor({ state: 'detached' });
  await message(ben, 'Too large after all').waitFor();
  assert.equal(await at(ben, 'attachment').filter({ hasText: 'huge.bin' }).count(), 0);
  rmSync(folder, { recursive: true });
});

test('messages are found by their words, in one chat and over all, and shown', async () => {
  for (let number = 0; number < 3; number += 1) await say(ann, `Filler ${number}`);
  await at(ben, 'chat-search-open').click();
  await at(ben, 'chat-search').fill('shall we eat');
  await at(ben, 'found-message').filter({ hasText: 'Where shall we eat?' }).waitFor();
  assert.equal(await at(ben, 'found-message').locator('mark').textContent(), 'shall we eat');
  await at(ben, 'found-message').click();
  await ben.locator('[data-message].wanted').filter({ hasText: 'Where shall we eat?' }).waitFor();
  assert.deepEqual(await barriers(ben), []);
  await screenshot(ben, 'chat-search');
  await at(ben, 'chat-search-close').click();
  await at(ben, 'chat-filter').fill('lake');
  await at(ben, 'found-message').filter({ hasText: 'At the lake' }).waitFor();
  await at(ben, 'found-message').click();
  await ben.locator('[data-message].wanted').filter({ hasText: 'At the lake' }).waitFor();
  await at(ben, 'chat-filter').fill('');
});

test('no page complained', () => {
  for (const page of [ann, ben, phone]) assert.deepEqual(page.problems, []);
});
