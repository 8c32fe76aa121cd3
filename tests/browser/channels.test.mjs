// Chat channels: made, found and read by strangers, and who writes in them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, barriers, launchBrowser, newPerson, screenshot, signIn, startServer, until } from './harness.mjs';

let server, browser, ann, ben, cid, phone;

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
  for (const [user, nickname] of [['ann', 'Ann Lee'], ['ben', 'Ben'], ['cid', 'Cid']]) server.addUser(user, nickname);
  [ann, ben, cid, phone] = await Promise.all([['ann'], ['ben'], ['cid'], ['ben', { viewport: { width: 390, height: 780 } }]].map(
    async ([user, options]) => signIn(await newPerson(browser, server.url, options), user)));
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

const message = (page, text) => at(page, 'message').filter({ hasText: text });
const channel = (page, name) => at(page, 'chat-item').filter({ hasText: name });

async function say(page, text) {
  await at(page, 'composer').fill(text);
  await at(page, 'composer').press('Enter');
  await message(page, text).waitFor();
}

async function make(page, name, { type = 'PUBLIC', policy = 'ADMIN', users = '' } = {}) {
  await at(page, 'chat-new').click();
  await at(page, 'chat-new-kind-channel').check();
  await at(page, 'channel-new-name').fill(name);
  await at(page, 'channel-new-type').selectOption(type);
  await at(page, 'channel-new-policy').selectOption(policy);
  await at(page, 'channel-new-users').fill(users);
}

test('a channel is made, and only its owner writes', async () => {
  await make(ann, '');
  await at(ann, 'channel-new-submit').click();
  await at(ann, 'error').filter({ hasText: 'name' }).waitFor();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'channel-new');
  await at(ann, 'channel-new-name').fill('News');
  await at(ann, 'channel-new-users').fill('nobody');
  await at(ann, 'channel-new-submit').click();
  await at(ann, 'error').waitFor();
  await at(ann, 'channel-new-users').fill('ben');
  await at(ann, 'channel-new-submit').click();
  await at(ann, 'conversation-title').filter({ hasText: 'News' }).waitFor();
  await say(ann, 'We are open');
  for (const page of [ben, phone]) {
    await channel(page, 'News').click();
    await message(page, 'We are open').waitFor();
    // By her username: sharing a channel makes nobody a contact.
    await at(page, 'composer-closed').filter({ hasText: 'Only ann, the owner' }).waitFor();
    assert.equal(await at(page, 'composer').count(), 0);
  }
  assert.deepEqual(await barriers(ben), []);
  await screenshot(ben, 'channel-reader');
});

test('a stranger finds a public channel and reads it, but no private one', async () => {
  await make(ann, 'Board', { type: 'PRIVATE', policy: 'EVERYONE', users: 'ben' });
  await at(ann, 'channel-new-submit').click();
  await at(ann, 'conversation-title').filter({ hasText: 'Board' }).waitFor();
  await at(cid, 'channels-open').click();
  await at(cid, 'channel').filter({ hasText: 'News' }).waitFor();
  assert.equal(await at(cid, 'channel').filter({ hasText: 'Board' }).count(), 0);
  await at(cid, 'channels-filter').fill('nothing like it');
  assert.equal(await at(cid, 'channel').count(), 0);
  await at(cid, 'channels-filter').fill('news');
  assert.deepEqual(await barriers(cid), []);
  await screenshot(cid, 'channels');
  await at(cid, 'channel').click();
  await message(cid, 'We are open').waitFor();
  await at(cid, 'channel-visitor').waitFor();
  for (const name of ['composer', 'message-react', 'chat-details-open', 'meeting-start']) assert.equal(await at(cid, name).count(), 0, name);
  await channel(ann, 'News').click();
  await say(ann, 'Closed on Monday');
  await at(cid, 'channel-refresh').click();
  await message(cid, 'Closed on Monday').waitFor();
  assert.deepEqual(await barriers(cid), []);
  await screenshot(cid, 'channel-visitor');
  // Who asks gets a chat with the owner.
  await at(cid, 'channel-ask').click();
  await say(cid, 'Let me in, please');
  await channel(ann, 'Let me in').waitFor();
});

test('the owner adds him, and he goes on reading as a member', async () => {
  await at(cid, 'channels-open').click();
  await at(cid, 'channel').filter({ hasText: 'News' }).click();
  await at(cid, 'channel-visitor').waitFor();
  await channel(ann, 'News').click();
  await at(ann, 'chat-details-open').click();
  await at(ann, 'chat-member-new').fill('cid');
  await at(ann, 'chat-member-add').click();
  await at(ann, 'chat-member').and(ann.locator('[data-user=cid]')).waitFor();
  await at(ann, 'dialog-close').click();
  await at(cid, 'channel-visitor').waitFor({ state: 'detached' });
  await at(cid, 'composer-closed').waitFor();
  await say(ann, 'Welcome, Cid');
  await message(cid, 'Welcome, Cid').waitFor();
  await channel(cid, 'News').waitFor();
});

test('the owner chooses who writes, and everybody sees it at once', async () => {
  await at(ann, 'chat-details-open').click();
  await at(ann, 'channel-send-policy').selectOption('ADMIN_AND_LIST');
  await at(ann, 'channel-sender-new').fill('nobody');
  await at(ann, 'channel-sender-add').click();
  await at(ann, 'channel-settings').getByTestId('error').waitFor();
  await at(ann, 'channel-sender-new').fill('ben');
  await at(ann, 'channel-sender-add').click();
  await at(ann, 'channel-sender').and(ann.locator('[data-user=ben]')).waitFor();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'channel-settings');
  for (const page of [ben, phone]) await at(page, 'composer').waitFor();
  await say(ben, 'Ben writes too');
  await message(cid, 'Ben writes too').waitFor();
  await at(cid, 'composer-closed').filter({ hasText: 'chosen by Ann Lee, the owner' }).waitFor();
  await at(ann, 'channel-sender').getByTestId('channel-sender-remove').click();
  for (const page of [ben, phone]) await at(page, 'composer-closed').waitFor();
  await at(ann, 'channel-send-policy').selectOption('EVERYONE');
  await at(ann, 'channel-receive-policy').selectOption('OWNER_ONLY');
  for (const page of [ben, cid]) await at(page, 'composer-owner-only').waitFor();
  await at(ann, 'dialog-close').click();
  await say(ben, 'For your eyes only');
  await message(ann, 'For your eyes only').waitFor();
  await say(ann, 'For all');
  await message(cid, 'For all').waitFor();
  assert.equal(await message(cid, 'For your eyes only').count(), 0);
  await at(ann, 'chat-details-open').click();
  await at(ann, 'channel-receive-policy').selectOption('NOBODY');
  for (const page of [ben, cid]) await at(page, 'composer-closed').waitFor();
});

test('a channel made private is found no more', async () => {
  await at(ann, 'channel-type').selectOption('PRIVATE');
  await at(ann, 'dialog-close').click();
  await at(cid, 'chat-details-open').click();
  await at(cid, 'channel-settings').filter({ hasText: 'private channel' }).waitFor();
  assert.equal(await at(cid, 'channel-send-policy').count(), 0);
  assert.deepEqual(await barriers(cid), []);
  await at(cid, 'chat-leave').click();
  await at(cid, 'chat-end-confirm').click();
  await until('the channel to be out of the list', () => channel(cid, 'News').count(), (count) => count === 0);
  await at(cid, 'channels-open').click();
  await at(cid, 'channels').filter({ hasText: 'There are no public channels yet' }).waitFor();
  await at(cid, 'dialog-close').click();
});

test('no page complained', () => {
  for (const page of [ann, ben, cid, phone]) assert.deepEqual(page.problems, []);
});
