// Chats as a whole: the list with what is unread, marks and groups, and what the browser tells of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, barriers, call, catchNotifications, launchBrowser, message, newPerson, openChat, say, screenshot, signIn, startServer, until } from './harness.mjs';

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

test('the list counts what is unread, on all devices, until it is read on one', async () => {
  await phone.getByLabel('Back to chats').click();
  await at(ann, 'chat-new').click();
  await at(ann, 'chat-new-user').fill('cid');
  await at(ann, 'chat-new-submit').click();
  await at(ann, 'conversation-title').filter({ hasText: 'Cid' }).waitFor();
  for (let number = 1; number <= 3; number += 1) {
    await say(ben, `Unread ${number}`);
    for (const page of [ann, phone]) {
      await at(page, 'chat-item').filter({ hasText: 'Ben' }).getByTestId('unread').filter({ hasText: `${number}` }).waitFor();
    }
  }
  assert.equal(await at(ann, 'tab-chats-count').textContent().then(parseInt), 1);
  assert.deepEqual(await barriers(ann), []);
  await screenshot(phone, 'chat-unread-phone');
  // A page that comes later counts the same.
  await phone.reload();
  await at(phone, 'chat-item').filter({ hasText: 'Ben' }).getByTestId('unread').filter({ hasText: '3' }).waitFor();
  await at(ann, 'chat-item').filter({ hasText: 'Ben' }).click();
  await at(ann, 'unread-divider').waitFor();
  for (const page of [ann, phone]) await until('the count to go', () => at(page, 'unread').count(), (count) => count === 0);
  await at(ann, 'chat-item').filter({ hasText: 'Cid' }).click();
  await at(ann, 'chat-details-open').click();
  await at(ann, 'chat-delete').click();
  await at(ann, 'chat-end-confirm').click();
  await at(ann, 'chat-item').filter({ hasText: 'Ben' }).click();
  await at(phone, 'chat-item').filter({ hasText: 'Ben' }).click();
});

test('chats are favourite, muted and hidden on all devices, until somebody writes', async () => {
  await at(ann, 'chat-details-open').click();
  await at(ann, 'chat-favourite').click();
  await at(ann, 'chat-mute').click();
  await at(ann, 'chat-unmute').waitFor();
  await at(ann, 'chat-notifications').selectOption('MENTIONS_ONLY');
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'chat-details');
  for (const page of [ann, phone]) {
    for (const mark of ['chat-favourite-mark', 'chat-muted-mark']) await at(page, mark).waitFor({ state: 'attached' });
  }
  assert.equal(await at(ben, 'chat-muted-mark').count(), 0);
  await at(ann, 'chat-hide').click();
  await at(ann, 'dialog-close').click();
  await until('the chat to be out of the list', () => at(ann, 'chat-item').count(), (count) => count === 0);
  await at(ann, 'chats-hidden-toggle').click();
  await at(ann, 'chat-item').waitFor();
  await at(ann, 'chats-hidden-toggle').click();
  await say(ben, 'Come back');
  await at(ann, 'chat-item').waitFor();
  await at(ann, 'chat-details-open').click();
  await at(ann, 'chat-unmute').click();
  await at(ann, 'chat-mute').waitFor();
  await at(ann, 'dialog-close').click();
});

test('the sign of a mute goes when the mute is over', async () => {
  const id = await at(ann, 'conversation').getAttribute('data-chat');
  // The app offers longer ones only.
  assert.equal((await call(server.url, 'ann', 'muteChat', { id, muteTime: 8_000 })).type, 'CHAT_MUTED');
  for (const page of [ann, phone]) await at(page, 'chat-muted-mark').waitFor({ state: 'attached' });
  for (const page of [ann, phone]) await at(page, 'chat-muted-mark').waitFor({ state: 'detached' });
});

test('a group is made, named, gets and loses members, and is left', async () => {
  await at(ann, 'chat-new').click();
  await at(ann, 'chat-new-user').fill('ben, cid');
  await at(ann, 'chat-new-name').fill('Lunch');
  await at(ann, 'chat-new-submit').click();
  await at(ann, 'conversation-title').filter({ hasText: 'Lunch' }).waitFor();
  const group = at(ben, 'chat-item').filter({ hasText: 'Lunch' });
  await group.waitFor();
  await at(ann, 'chat-details-open').click();
  await at(ann, 'chat-name').fill('Dinner');
  await at(ann, 'chat-rename').click();
  await at(ben, 'chat-item').filter({ hasText: 'Dinner' }).waitFor();
  await at(ann, 'chat-member').and(ann.locator('[data-user=cid]')).getByTestId('chat-member-remove').click();
  await until('cid to be gone', () => at(ann, 'chat-member').count(), (count) => count === 2);
  await at(ann, 'chat-member-new').fill('dan');
  await at(ann, 'chat-member-add').click();
  await at(ann, 'chat-member').and(ann.locator('[data-user=dan]')).waitFor();
  await at(ann, 'chat-member-new').fill('nobody');
  await at(ann, 'chat-member-add').click();
  await at(ann, 'error').waitFor();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'chat-group');
  await at(ann, 'dialog-close').click();
  await at(ben, 'chat-item').filter({ hasText: 'Dinner' }).click();
  await at(ben, 'chat-details-open').click();
  assert.equal(await at(ben, 'chat-delete').count(), 0);
  await at(ben, 'chat-leave').click();
  await at(ben, 'chat-end-confirm').click();
  await until('the group to be out of the list', () => at(ben, 'chat-item').filter({ hasText: 'Dinner' }).count(), (count) => count === 0);
  await at(ann, 'chat-details-open').click();
  await until('ben to be gone', () => at(ann, 'chat-member').count(), (count) => count === 2);
  await at(ann, 'chat-delete').click();
  await at(ann, 'chat-end-confirm').click();
  await until('the group to be gone', () => at(ann, 'chat-item').filter({ hasText: 'Dinner' }).count(), (count) => count === 0);
});

test('whoever is elsewhere is told of messages, as he chose', async () => {
  const told = await catchNotifications(ann);
  for (const page of [ann, ben]) await at(page, 'chat-item').click();
  await say(ben, 'Nothing for you');
  await at(ben, 'composer').fill('Yes, @ann');
  await at(ben, 'composer').press('Escape');
  await at(ben, 'composer').press('Enter');
  await until('the mention to be told', told, (all) => all.length > 0);
  assert.match((await told()).join(), /^[^,]*: Yes, @Ann Lee$/);
  const id = await at(ann, 'conversation').getAttribute('data-chat');
  await call(server.url, 'ann', 'updateChatNotificationSettings', { id, value: 'ALL_MESSAGES' });
  await call(server.url, 'ann', 'muteChat', { id, mutedIndefinitely: true });
  await at(ann, 'chat-muted-mark').waitFor({ state: 'attached' });
  await say(ben, 'Muted');
  await message(ann, 'Muted').waitFor();
  await call(server.url, 'ann', 'unmuteChat', { id });
  await at(ann, 'chat-muted-mark').waitFor({ state: 'detached' });
  await say(ben, 'And aloud');
  // What is told later tells that the muted one wasn't.
  await until('the message to be told', told, (all) => all.length > 1);
  assert.deepEqual((await told()).slice(1), ['Ben: And aloud']);
});

test('the browser is asked for notifications only after a yes, and nobody is asked twice', async () => {
  // Whoever has no chats has nothing to be told of.
  await call(server.url, 'dan', 'createChat', { members: ['ben'] });
  const dan = await newPerson(browser, server.url);
  await dan.addInitScript(() => {
    window.Notification = class {
      static permission = 'default';
      static requestPermission = () => Promise.resolve((window.asked = (window.asked ?? 0) + 1));
    };
  });
  await dan.reload();
  await signIn(dan, 'dan');
  await at(dan, 'alerts-ask').waitFor();
  assert.deepEqual(await barriers(dan), []);
  await at(dan, 'alerts-allow').click();
  await at(dan, 'alerts-ask').waitFor({ state: 'detached' });
  assert.equal(await dan.evaluate(() => window.asked), 1);
  await dan.reload();
  await at(dan, 'alerts-refuse').click();
  await dan.reload();
  await at(dan, 'chat-new').waitFor();
  assert.equal(await at(dan, 'alerts-ask').count(), 0);
  assert.equal(await dan.evaluate(() => window.asked), undefined);
  await dan.context().close();
});

test('no page complained', () => {
  for (const page of [ann, ben, phone]) assert.deepEqual(page.problems, []);
});
