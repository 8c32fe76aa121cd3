// The personal meeting, the devices somebody is signed in on, and his password.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, barriers, launchBrowser, newPerson, screenshot, signIn, startServer, until } from './harness.mjs';

let server, browser, ann, phone, ben;

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
  server.addUser('ann', 'Ann');
  server.addUser('ben', 'Ben');
  [ann, phone, ben] = await Promise.all([['ann'], ['ann', { viewport: { width: 390, height: 780 } }], ['ben']].map(
    async ([user, options]) => signIn(await newPerson(browser, server.url, options), user)));
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

test('settings of the personal meeting are kept, and it starts', async () => {
  for (const page of [ann, phone]) {
    await at(page, 'settings-open').click();
    await at(page, 'settings-meeting').click();
  }
  await at(ann, 'pmi-useWaitingRoom').uncheck();
  await at(ann, 'pmi-accessCode').fill('4711');
  await at(ann, 'pmi-hostKey').fill('sesame');
  await at(ann, 'pmi-save').click();
  await at(ann, 'pmi-saved').waitFor();
  await until('the other device to know', () => at(phone, 'pmi-accessCode').inputValue(), (code) => code === '4711');
  assert.equal(await at(phone, 'pmi-useWaitingRoom').isChecked(), false);
  assert.equal(await at(phone, 'pmi-hostKey').inputValue(), 'sesame');
  const pmi = (await at(ann, 'pmi').textContent()).trim();
  await at(ann, 'pmi-start').click();
  assert.equal((await at(ann, 'meeting-id').first().textContent()).trim(), pmi);
  await at(ben, 'meeting-join-open').click();
  await at(ben, 'meeting-join-id').fill(pmi);
  await at(ben, 'meeting-join-submit').click();
  await at(ben, 'meeting-pin').fill('4711');
  await at(ben, 'meeting-retry').click();
  await at(ben, 'video-remote').first().waitFor();
  for (const page of [ben, ann]) await at(page, 'meeting-leave').click();
});

test('another device is signed out from here', async () => {
  await at(ann, 'settings-open').click();
  await at(ann, 'settings-devices').click();
  await at(ann, 'device').nth(1).waitFor();
  assert.deepEqual(await at(ann, 'device').evaluateAll((rows) => rows.map((row) => row.dataset.current)), ['true', 'false']);
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'profile-devices');
  await at(ann, 'device').nth(1).getByTestId('device-end').click();
  await at(phone, 'signin-username').waitFor();
  await at(phone, 'error').filter({ hasText: 'signed out' }).waitFor();
  await until('the list to be shorter', () => at(ann, 'device').count(), (count) => count === 1);
  await phone.reload();
  await at(phone, 'signin-username').waitFor();
});

test('a new password holds, and this device stays', async () => {
  await at(ann, 'settings-password').click();
  await at(ann, 'password-current').fill('wrong!');
  await at(ann, 'password-next').fill('secret2');
  await at(ann, 'password-save').click();
  await at(ann, 'error').filter({ hasText: 'present password' }).waitFor();
  await at(ann, 'password-current').fill('secret1');
  await at(ann, 'password-save').click();
  await at(ann, 'password-saved').waitFor();
  await signIn(phone, 'ann', 'secret2');
  await ann.reload();
  await at(ann, 'chat-new').waitFor();
});

test('no page complained', () => {
  for (const page of [ann, phone, ben]) assert.deepEqual(page.problems, []);
});
