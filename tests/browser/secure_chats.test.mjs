// Chats the server can't read: keys, messages and files between browsers, and with a program of the C++ SDK.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { action, at, barriers, launchBrowser, newPerson, screenshot, signIn, startSecureBot, startServer, until } from './harness.mjs';

const ANN = 'vier Wörter ohne Sinn', BEN = 'noch ein langer Satz', CID = 'drittes Geheimnis hier';
let server, browser, ann, ben, cid, phone, bot;

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
  for (const [user, nickname] of [['ann', 'Ann Lee'], ['ben', 'Ben'], ['cid', 'Cid'], ['bot', 'Robot']]) server.addUser(user, nickname);
  [ann, ben, cid, phone] = await Promise.all([['ann'], ['ben'], ['cid'], ['ann', { viewport: { width: 390, height: 780 } }]].map(
    async ([user, options]) => signIn(await newPerson(browser, server.url, options), user)));
  bot = startSecureBot({ url: server.url, user: 'bot', passphrase: 'a passphrase for robots' });
  // Whoever shares a chat is a contact, whose key is known.
  await newChat(ann, 'ben, cid, bot');
  await say(ann, 'Open to the server: Zwetschgendatschi');
});

after(async () => {
  bot?.stop();
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

const message = (page, text) => at(page, 'message').filter({ has: page.getByTestId('message-body').filter({ hasText: text }) });

async function newChat(page, users, kind = 'chat') {
  await at(page, 'chat-new').click();
  await at(page, `chat-new-kind-${kind}`).check();
  await at(page, 'chat-new-user').fill(users);
  await at(page, 'chat-new-submit').click();
  await at(page, 'composer').waitFor();
}

async function say(page, text) {
  await at(page, 'composer').fill(text);
  await at(page, 'composer').press('Enter');
  // Programs may have said it again already.
  await message(page, text).first().waitFor();
}

async function setUp(page, passphrase, again = passphrase) {
  await at(page, 'secure-passphrase').fill(passphrase);
  await at(page, 'secure-passphrase-again').fill(again);
  await at(page, 'secure-key-submit').click();
}

const openSettings = async (page) => {
  await at(page, 'settings-open').click();
  await at(page, 'settings-secure').click();
};

test('a key is set up where the first secure chat is wanted', async () => {
  await at(ann, 'chat-new').click();
  await at(ann, 'chat-new-kind-secure').check();
  await setUp(ann, 'kurz');
  await at(ann, 'error').filter({ hasText: 'at least 8 characters' }).waitFor();
  await setUp(ann, ANN, `${ANN}!`);
  await at(ann, 'error').filter({ hasText: 'differ' }).waitFor();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'secure-setup');
  await setUp(ann, ANN);
  await at(ann, 'chat-new-user').fill('ben');
  await at(ann, 'chat-new-submit').click();
  await at(ann, 'error').filter({ hasText: 'Ben hasn’t set up secure chats yet' }).waitFor();
  await at(ann, 'chat-new-user').fill('nobody');
  await at(ann, 'chat-new-submit').click();
  await at(ann, 'error').filter({ hasText: 'none of your contacts' }).waitFor();
  await at(ann, 'dialog-close').click();
});

test('others set theirs up in the settings', async () => {
  for (const [page, passphrase] of [[ben, BEN], [cid, CID]]) {
    await openSettings(page);
    await setUp(page, passphrase);
    await at(page, 'fingerprint').waitFor();
  }
  assert.deepEqual(await barriers(ben), []);
  await screenshot(ben, 'secure-settings');
  for (const page of [ben, cid]) await at(page, 'dialog-close').click();
});

test('a chat is started, and everybody sees that it is secure', async () => {
  await newChat(ann, 'ben', 'secure');
  await at(ann, 'conversation-secure').waitFor();
  await say(ann, 'Streng geheim: Quittengelee');
  await at(ben, 'chat-item').filter({ has: at(ben, 'chat-secure-mark') }).click();
  await message(ben, 'Quittengelee').waitFor();
  await say(ben, 'Ich sage nichts');
  await message(ann, 'Ich sage nichts').waitFor();
  assert.deepEqual(await barriers(ben), []);
  await screenshot(ben, 'secure-chat');
  // Both see the same numbers of the chat's key.
  const numbers = [];
  for (const page of [ann, ben]) {
    await at(page, 'chat-details-open').click();
    numbers.push(await at(page, 'chat-encryption').getByTestId('fingerprint').textContent());
    assert.deepEqual(await barriers(page), []);
    await screenshot(page, 'secure-details');
    await at(page, 'dialog-close').click();
  }
  assert.match(numbers[0], /^(\d{5} ){11}\d{5}$/);
  assert.equal(numbers[0], numbers[1]);
});

test('answers, changes and mentions are encrypted as well', async () => {
  await action(ben, 'Quittengelee', 'message-reply');
  await at(ben, 'composer-reply').filter({ hasText: 'Quittengelee' }).waitFor();
  await at(ben, 'composer').pressSequentially('Mehr davon, @le');
  await at(ben, 'composer').press('Enter');
  await at(ben, 'composer').press('Enter');
  await message(ann, 'Mehr davon').getByTestId('message-quote').filter({ hasText: 'Quittengelee' }).waitFor();
  await message(ann, 'Mehr davon').getByTestId('mention').filter({ hasText: '@Ann Lee' }).waitFor();
  await action(ann, 'Quittengelee', 'message-edit');
  assert.equal(await at(ann, 'composer').inputValue(), 'Streng geheim: Quittengelee');
  await at(ann, 'composer').fill('Streng geheim: Hagebuttenmus');
  await at(ann, 'composer').press('Enter');
  for (const page of [ann, ben]) {
    await at(page, 'message').filter({ hasText: 'Streng geheim: Hagebuttenmus' }).getByTestId('message-edited').waitFor();
    // The quote follows.
    await message(page, 'Mehr davon').getByTestId('message-quote').filter({ hasText: 'Hagebuttenmus' }).waitFor();
  }
  await action(ann, 'Ich sage nichts', 'message-react');
  await at(ann, 'emoji-search').fill('pizza');
  await at(ann, 'emoji').first().waitFor();
  await at(ann, 'emoji-search').press('Enter');
  await at(ben, 'reaction').filter({ hasText: '🍕 1' }).waitFor();
  await message(ben, 'Ich sage nichts').waitFor();
});

const secretFile = Buffer.from('Rezept: Vanillekipferl. '.repeat(9_000));
async function saved(page, text, name) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    message(page, text).getByTestId('attachment').filter({ hasText: name }).getByTestId('attachment-download').click(),
  ]);
  assert.equal(download.suggestedFilename(), name);
  return readFileSync(await download.path());
}

test('files travel encrypted, with their names', async () => {
  await at(ann, 'composer-files').setInputFiles([
    { name: 'kipferl.txt', mimeType: 'text/plain', buffer: secretFile },
    { name: 'plan.png', mimeType: 'image/png', buffer: await picture(ann) },
  ]);
  await at(ann, 'composer').fill('Für Weihnachten');
  await at(ann, 'composer').press('Enter');
  for (const page of [ann, ben]) {
    await message(page, 'Für Weihnachten').getByTestId('attachment-picture').waitFor();
    assert.equal(await message(page, 'Für Weihnachten').locator('img').evaluate((image) => image.decode().then(() => image.naturalWidth)), 64);
  }
  assert.ok(secretFile.equals(await saved(ben, 'Für Weihnachten', 'kipferl.txt')));
});

const picture = (page) => page.evaluate(async () => {
  const canvas = new OffscreenCanvas(64, 40);
  canvas.getContext('2d').fillRect(8, 8, 30, 20);
  return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
}).then((bytes) => Buffer.from(bytes));

/** Everything in a folder, as it lies on the disk. */
const bytesOf = (folder) => readdirSync(folder).flatMap((name) => {
  const file = path.join(folder, name), entry = statSync(file);
  return entry.isDirectory() ? bytesOf(file) : entry.isFile() ? [readFileSync(file)] : [];
});

test('nothing of it is to be found on the server', () => {
  const stored = bytesOf(server.data);
  const holds = (text) => stored.some((bytes) => bytes.includes(text));
  // What isn't secret is there, so that looking for it proves something.
  assert.ok(holds('Zwetschgendatschi'));
  for (const secret of ['Quittengelee', 'Hagebuttenmus', 'Ich sage nichts', 'Mehr davon', 'Für Weihnachten', 'kipferl.txt',
    'plan.png', 'Vanillekipferl', ANN, BEN]) assert.ok(!holds(secret), secret);
});

test('another device reads once it is unlocked, and forgets when it is locked', async () => {
  await at(phone, 'chat-item').filter({ has: at(phone, 'chat-secure-mark') }).click();
  await at(phone, 'chat-locked').waitFor();
  await at(phone, 'message-note').first().waitFor();
  assert.equal(await at(phone, 'composer').count(), 0);
  assert.equal(await message(phone, 'Hagebuttenmus').count(), 0);
  assert.deepEqual(await barriers(phone), []);
  await screenshot(phone, 'secure-locked');
  await at(phone, 'chat-unlock').click();
  await at(phone, 'secure-passphrase').fill('not this one at all');
  await at(phone, 'secure-key-submit').click();
  await at(phone, 'error').filter({ hasText: 'passphrase is wrong' }).waitFor();
  await at(phone, 'secure-passphrase').fill(ANN);
  await at(phone, 'secure-key-submit').click();
  await message(phone, 'Streng geheim: Hagebuttenmus').waitFor();
  await say(phone, 'Vom Telefon');
  for (const page of [ann, ben]) await message(page, 'Vom Telefon').waitFor();
  // The browser keeps the key for the next visit.
  await phone.reload();
  await at(phone, 'chat-item').filter({ has: at(phone, 'chat-secure-mark') }).click();
  await message(phone, 'Vom Telefon').waitFor();
  await at(phone, 'conversation').getByRole('button', { name: 'Back to chats' }).click();
  await openSettings(phone);
  await at(phone, 'secure-lock').click();
  await at(phone, 'dialog-close').click();
  await at(phone, 'chat-item').filter({ has: at(phone, 'chat-secure-mark') }).click();
  await at(phone, 'chat-locked').waitFor();
  assert.equal(await message(phone, 'Vom Telefon').count(), 0);
});

test('search says what it can’t', async () => {
  await at(ben, 'chat-search-open').click();
  await at(ben, 'search-secure-hint').waitFor();
  await at(ben, 'chat-search').fill('hagebutten');
  await at(ben, 'found-message').filter({ hasText: 'Hagebuttenmus' }).waitFor();
  assert.deepEqual(await barriers(ben), []);
  await at(ben, 'chat-search-close').click();
});

test('a group gets a member, who can read what was said before', async () => {
  await at(ann, 'chat-new').click();
  await at(ann, 'chat-new-kind-secure').check();
  await at(ann, 'chat-new-user').fill('ben, bot');
  await at(ann, 'chat-new-name').fill('Küche');
  await bot.ready;
  await at(ann, 'chat-new-submit').click();
  await at(ann, 'conversation-title').filter({ hasText: 'Küche' }).waitFor();
  await say(ann, 'Was kochen wir?');
  await at(ann, 'chat-details-open').click();
  await at(ann, 'chat-member-new').fill('cid');
  await at(ann, 'chat-member-add').click();
  await at(ann, 'chat-member').and(ann.locator('[data-user=cid]')).waitFor();
  await at(ann, 'dialog-close').click();
  await at(cid, 'chat-item').filter({ hasText: 'Küche' }).click();
  await message(cid, /^Was kochen wir/).waitFor();
  await say(cid, 'Suppe');
  await message(ann, /^Suppe/).waitFor();
});

test('a program of the C++ SDK reads, answers and sends files back', async () => {
  await newChat(ann, 'bot', 'secure');
  await say(ann, 'Grüße aus dem Browser ☕');
  await until('the program to read', () => bot.lines, (lines) => lines.includes('ann: Grüße aus dem Browser ☕'));
  await message(ann, 'You said: Grüße aus dem Browser ☕').getByTestId('message-quote').waitFor();
  await at(ann, 'composer-files').setInputFiles([{ name: 'kipferl.txt', mimeType: 'text/plain', buffer: secretFile }]);
  await at(ann, 'composer').fill('Heb das auf');
  await at(ann, 'composer').press('Enter');
  await message(ann, 'You said: Heb das auf').getByTestId('attachment').waitFor();
  assert.ok(secretFile.equals(await saved(ann, 'You said: Heb das auf', 'copy of kipferl.txt')));
  // The numbers people compare are the same on both sides.
  const fingerprint = bot.lines.find((line) => line.startsWith('ready'))?.replace(/^.*fingerprint /, '');
  await at(ann, 'tab-contacts').click();
  await at(ann, 'contact').and(ann.locator('[data-user=bot]')).getByTestId('contact-open').click();
  assert.equal(await at(ann, 'person-key').getByTestId('fingerprint').textContent(), fingerprint);
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'secure-person');
  await at(ann, 'dialog-close').click();
  await at(ann, 'tab-chats').click();
});

test('a key that changes is noticed, and used again only after a look at it', async () => {
  await openSettings(ben);
  await at(ben, 'secure-lock').click();
  await at(ben, 'secure-anew').click();
  await setUp(ben, 'ein ganz neuer Satz');
  await at(ben, 'fingerprint').waitFor();
  await at(ben, 'dialog-close').click();
  await at(ann, 'chat-new').click();
  await at(ann, 'chat-new-kind-secure').check();
  await at(ann, 'chat-new-user').fill('ben');
  await at(ann, 'chat-new-submit').click();
  await at(ann, 'error').filter({ hasText: 'another one than before' }).waitFor();
  await at(ann, 'dialog-close').click();
  await at(ann, 'tab-contacts').click();
  await at(ann, 'contact').and(ann.locator('[data-user=ben]')).getByTestId('contact-open').click();
  await at(ann, 'person-key-changed').waitFor();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'secure-key-changed');
  await at(ann, 'person-key-accept').click();
  await at(ann, 'person-key-changed').waitFor({ state: 'detached' });
  await at(ann, 'dialog-close').click();
  await at(ann, 'tab-chats').click();
  await newChat(ann, 'ben', 'secure');
  await say(ann, 'Neuer Anfang');
  await at(ben, 'chat-item').filter({ hasText: 'Neuer Anfang' }).click();
  await message(ben, 'Neuer Anfang').waitFor();
  // What was written for the old key stays closed.
  await at(ben, 'chat-item').filter({ has: at(ben, 'chat-secure-mark') }).filter({ hasText: 'not for you' }).first().click();
  await at(ben, 'chat-locked').and(ben.locator('[data-state=broken]')).waitFor();
});

test('signing out takes the key from the device', async () => {
  await at(ann, 'sign-out').click();
  await at(ann, 'signin-username').waitFor();
  await until('the key to be gone', () => ann.evaluate(() => new Promise((resolve, reject) => {
    const request = indexedDB.open('parley.secure');
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const count = request.result.transaction('keys').objectStore('keys').count();
      count.onsuccess = () => resolve(count.result);
    };
  })), (count) => count === 0);
  await signIn(ann, 'ann');
  await at(ann, 'chat-item').filter({ has: at(ann, 'chat-secure-mark') }).first().click();
  await at(ann, 'chat-locked').waitFor();
});

test('no page complained', () => {
  for (const page of [ann, ben, cid, phone]) assert.deepEqual(page.problems, []);
});
