// A server that asks by mail before it lets a new device in.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, barriers, follow, launchBrowser, newPerson, screenshot, startServer } from './harness.mjs';
import { startMailServer } from './mailbox.mjs';

let mails, server, browser, ann;

async function submit(page) {
  await at(page, 'signin-username').fill('ann');
  await at(page, 'signin-password').fill('secret1');
  await at(page, 'signin-submit').click();
}

before(async () => {
  mails = await startMailServer();
  server = await startServer([...mails.flags, '--verify-logging-in-by-email', 'true']);
  browser = await launchBrowser();
  server.addUser('ann', 'Ann');
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
  await mails?.stop();
});

test('the sign-in goes on by itself when the link in the mail is followed', async () => {
  ann = await newPerson(browser, server.url);
  await submit(ann);
  await at(ann, 'signin-verifying').waitFor();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'new-device');
  const mail = await mails.next();
  assert.equal(mail.to, 'ann@example.com');
  await follow(browser, mail.link);
  await at(ann, 'chat-new').waitFor();
});

test('a known device is let in without a mail', async () => {
  await at(ann, 'sign-out').click();
  await submit(ann);
  await at(ann, 'chat-new').waitFor();
});

test('another browser is a new device: it may give up, and be declined', async () => {
  const eve = await newPerson(browser, server.url);
  await submit(eve);
  await at(eve, 'signin-verifying').waitFor();
  await mails.next();
  await at(eve, 'signin-cancel').click();
  await at(eve, 'signin-verifying').waitFor({ state: 'detached' });
  assert.equal(await at(eve, 'error').count(), 0);
  await submit(eve);
  await at(eve, 'signin-verifying').waitFor();
  await follow(browser, (await mails.next()).link, 'decline');
  await at(eve, 'error').filter({ hasText: 'declined' }).waitFor();
  assert.deepEqual(eve.problems, []);
});
