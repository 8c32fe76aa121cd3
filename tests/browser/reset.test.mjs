// A forgotten password, replaced through a mail.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, follow, launchBrowser, newPerson, screenshot, signIn, startServer } from './harness.mjs';
import { startMailServer } from './mailbox.mjs';

let mails, server, browser, ann;

before(async () => {
  mails = await startMailServer();
  server = await startServer(mails.flags);
  browser = await launchBrowser();
  server.addUser('ann');
  ann = await signIn(await newPerson(browser, server.url), 'ann');
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
  await mails?.stop();
});

test('a forgotten password is replaced by mail; other devices have to sign in again', async () => {
  const phone = await newPerson(browser, server.url);
  await at(phone, 'reset-link').click();
  await at(phone, 'reset-email').fill('nobody@example.com');
  await at(phone, 'reset-submit').click();
  await at(phone, 'error').filter({ hasText: 'No account' }).waitFor();
  await at(phone, 'reset-email').fill('ann@example.com');
  await at(phone, 'reset-submit').click();
  await at(phone, 'reset-pending').waitFor();
  const mail = await mails.next();
  assert.equal(mail.to, 'ann@example.com');
  await follow(browser, mail.link);
  await at(phone, 'reset-password').fill('12345');
  await at(phone, 'reset-save').click();
  await at(phone, 'error').waitFor();
  await at(phone, 'reset-password').fill('secret2');
  await screenshot(phone, 'accounts-new-password');
  await at(phone, 'reset-save').click();
  await at(phone, 'chat-new').waitFor();
  assert.equal(await at(phone, 'me').textContent(), 'ann');
  // The remembered login of the first window is no longer good.
  await ann.reload();
  await at(ann, 'signin-username').fill('ann');
  await at(ann, 'signin-password').fill('secret1');
  await at(ann, 'signin-submit').click();
  await at(ann, 'error').filter({ hasText: 'Wrong' }).waitFor();
  await signIn(ann, 'ann', 'secret2');
  await phone.context().close();
});
