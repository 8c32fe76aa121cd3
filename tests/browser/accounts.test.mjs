// Sign-up through a mail.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, barriers, follow, launchBrowser, newPerson, screenshot, startServer } from './harness.mjs';
import { startMailServer } from './mailbox.mjs';

let mails, server, browser, ann;

before(async () => {
  mails = await startMailServer();
  server = await startServer(mails.flags);
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
  await mails?.stop();
});

test('the form tells while typing whether a name is free', async () => {
  server.addUser('taken');
  ann = await newPerson(browser, server.url);
  await at(ann, 'signup-link').click();
  const state = (value) => ann.locator(`[data-testid=signup-username-state][data-state=${value}]`).waitFor();
  await at(ann, 'signup-username').fill('taken');
  await state('taken');
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'accounts-taken');
  await at(ann, 'signup-username').fill('a nn');
  await state('unknown');
  await at(ann, 'signup-username').fill('ann');
  await state('free');
});

test('sign-up goes on by itself when the link in the mail is followed', async () => {
  await at(ann, 'signup-email').fill('ann@example.com');
  await at(ann, 'signup-password').fill('secret1');
  await at(ann, 'signup-submit').click();
  await at(ann, 'signup-pending').waitFor();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'accounts-check-mail');
  const mail = await mails.next();
  assert.equal(mail.to, 'ann@example.com');
  await follow(browser, mail.link);
  await at(ann, 'chat-new').waitFor();
  assert.equal(await at(ann, 'me').textContent(), 'ann');
});

test('a declined sign-up says so', async () => {
  const eve = await newPerson(browser, server.url);
  await at(eve, 'signup-link').click();
  await at(eve, 'signup-username').fill('eve');
  await at(eve, 'signup-email').fill('eve@example.com');
  await at(eve, 'signup-password').fill('secret1');
  await at(eve, 'signup-submit').click();
  await at(eve, 'signup-pending').waitFor();
  await follow(browser, (await mails.next()).link, 'decline');
  await at(eve, 'error').filter({ hasText: 'declined' }).waitFor();
  await eve.context().close();
});

test('whoever lost the page meanwhile goes on with the button', async () => {
  const cat = await newPerson(browser, server.url);
  await at(cat, 'signup-link').click();
  await at(cat, 'signup-username').fill('cat');
  await at(cat, 'signup-email').fill('cat@example.com');
  await at(cat, 'signup-password').fill('secret1');
  await at(cat, 'signup-submit').click();
  await at(cat, 'signup-pending').waitFor();
  const mail = await mails.next();
  await at(cat, 'signup-continue').click();
  await at(cat, 'error').filter({ hasText: 'verified yet' }).waitFor();
  await follow(browser, mail.link);
  await at(cat, 'signup-continue').click();
  await at(cat, 'chat-new').waitFor();
  await cat.context().close();
});
