// Friends, contacts and presence, seen live by three people.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, barriers, launchBrowser, newPerson, screenshot, signIn, startLine, startServer, until } from './harness.mjs';

let server, line, browser, ann, ben, cat;
const contact = (page, user) => page.locator(`[data-testid=contact][data-user=${user}]`);
const seen = (page, user, status) => page.locator(`[data-testid=contact][data-user=${user}][data-status=${status}]`).waitFor();

async function invite(page, user) {
  await at(page, 'friend-add-open').click();
  await at(page, 'friend-add-user').fill(user);
  await at(page, 'friend-add-submit').click();
}

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
  server.addUser('ann', 'Ann Lee');
  server.addUser('ben', 'Ben Okafor');
  server.addUser('cat', 'Cat Moreau');
  line = await startLine(server.url);
  [ann, ben, cat] = await Promise.all(['ann', 'ben', 'cat'].map(async (user) =>
    signIn(await newPerson(browser, user === 'cat' ? line.url : server.url), user)));
  for (const page of [ann, ben, cat]) await at(page, 'tab-contacts').click();
});

after(async () => {
  await browser?.close();
  line?.stop();
  assert.equal(await server?.stop(), 0);
});

test('a friend request arrives live and is accepted', async () => {
  await invite(ann, 'nobody');
  await at(ann, 'error').filter({ hasText: 'Nobody has this username' }).waitFor();
  await at(ann, 'friend-add-user').fill('ann');
  await at(ann, 'friend-add-submit').click();
  await at(ann, 'error').filter({ hasText: 'your own' }).waitFor();
  await at(ann, 'friend-add-user').fill('ben');
  await at(ann, 'friend-add-submit').click();
  await at(ann, 'request-outgoing').waitFor();
  await at(ben, 'request-incoming').waitFor();
  assert.equal(await at(ben, 'tab-contacts-count').textContent().then((text) => text.trim()[0]), '1');
  assert.deepEqual(await barriers(ben), []);
  await screenshot(ben, 'contacts-request');
  await at(ben, 'request-accept').click();
  for (const [page, other] of [[ann, 'ben'], [ben, 'ann']]) {
    await seen(page, other, 'ONLINE');
    assert.equal(await page.locator('[data-testid^=request-]').count(), 0);
  }
  assert.equal(await at(ben, 'tab-contacts-count').count(), 0);
  assert.equal(await at(cat, 'contact').count(), 0);
});

test('a request may be declined, which the other does not see, and taken back', async () => {
  await invite(cat, 'ann');
  await at(ann, 'request-incoming').waitFor();
  await at(ann, 'request-reject').click();
  await until('the request to go', () => at(ann, 'request-incoming').count(), (count) => count === 0);
  assert.equal(await at(cat, 'request-outgoing').count(), 1);
  await at(cat, 'request-revoke').click();
  await until('the request to go', () => at(cat, 'request-outgoing').count(), (count) => count === 0);
  assert.equal(await at(ann, 'contact').count(), 1);
});

test('two who invite each other are friends at once', async () => {
  await invite(cat, 'ben');
  await at(ben, 'request-incoming').waitFor();
  await invite(ben, 'cat');
  await seen(ben, 'cat', 'ONLINE');
  await seen(cat, 'ben', 'ONLINE');
  assert.equal(await cat.locator('[data-testid^=request-]').count(), 0);
});

test('presence is seen live: chosen, away, gone and back', async () => {
  await at(ben, 'me-menu').click();
  await at(ben, 'status-do-not-disturb').click();
  await seen(ann, 'ben', 'DO_NOT_DISTURB');
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'contacts-presence');
  await at(ben, 'me-menu').click();
  await at(ben, 'status-invisible').click();
  await seen(ann, 'ben', 'OFFLINE');
  assert.equal(await at(ben, 'me-status').textContent(), 'Invisible');
  await at(ben, 'me-menu').click();
  await at(ben, 'status-online').click();
  await seen(ann, 'ben', 'ONLINE');
  // What was chosen outlives the connection.
  await at(ben, 'me-menu').click();
  await at(ben, 'status-do-not-disturb').click();
  await seen(ann, 'ben', 'DO_NOT_DISTURB');
  await ben.goto('about:blank');
  await seen(ann, 'ben', 'OFFLINE');
  await ben.goto(server.url);
  await seen(ann, 'ben', 'DO_NOT_DISTURB');
  await until('the menu to know', () => at(ben, 'me-status').textContent(), (text) => text === 'Do not disturb');
  await at(ben, 'me-menu').click();
  await at(ben, 'status-online').click();
  await seen(ann, 'ben', 'ONLINE');
  await at(ben, 'tab-contacts').click();
});

test('nobody at the device: away, and back with the first movement', async () => {
  const dan = await newPerson(browser, 'about:blank');
  await dan.clock.install();
  server.addUser('dan', 'Dan');
  await dan.goto(server.url);
  await signIn(dan, 'dan');
  await at(dan, 'tab-contacts').click();
  await invite(dan, 'ann');
  await at(ann, 'request-accept').click();
  await seen(ann, 'dan', 'ONLINE');
  await dan.clock.fastForward('05:01');
  await seen(ann, 'dan', 'IDLE');
  await until('the own menu to tell', () => at(dan, 'me-status').textContent(), (text) => text === 'Away');
  await dan.mouse.move(100, 100);
  await seen(ann, 'dan', 'ONLINE');
  await dan.context().close();
  await seen(ann, 'dan', 'OFFLINE');
});

test('a contact is found by name, written to and called', async () => {
  await at(ann, 'contact-filter').fill('oka');
  assert.deepEqual(await at(ann, 'contact').evaluateAll((rows) => rows.map((row) => row.dataset.user)), ['ben']);
  await contact(ann, 'ben').getByTestId('contact-open').click();
  await at(ann, 'person-card').waitFor();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'contacts-card');
  await at(ann, 'person-message').click();
  await at(ann, 'composer').fill('Hi Ben');
  await at(ann, 'composer').press('Enter');
  await at(ann, 'contact-filter').fill('');
  await contact(ann, 'ben').getByTestId('contact-call').click();
  await at(ben, 'tab-chats').click();
  await at(ben, 'chat-item').first().click();
  await at(ben, 'meeting-join').first().click();
  await at(ben, 'video-remote').first().waitFor();
});

test('the volume of a person is kept and known on the next device', async () => {
  await at(ben, 'meeting-panel').click();
  const slider = ben.locator('[data-testid=participant][data-user=ann]').getByTestId('volume');
  await slider.fill('40');
  await until('the sound to follow', () => ben.locator('audio[data-user=ann]').evaluate((audio) => audio.volume), (volume) => volume === 0.4);
  assert.deepEqual(await barriers(ben), []);
  await screenshot(ben, 'contacts-volume');
  // Stored when the slider rests; the next page has it from the server.
  await until('the server to know', async () => ben.events.includes('CONTACT_PERSONAL_SETTINGS_UPDATED'), Boolean);
  await ben.reload();
  await at(ben, 'chat-item').first().click();
  await at(ben, 'meeting-join').first().click();
  await at(ben, 'video-remote').first().waitFor();
  await at(ben, 'meeting-panel').click();
  assert.equal(await slider.inputValue(), '40');
  for (const page of [ben, ann]) await at(page, 'meeting-leave').click();
});

test('a removed friend stays a contact while a chat is shared', async () => {
  for (const page of [ann, ben]) await at(page, 'tab-contacts').click();
  await contact(ann, 'ben').getByTestId('contact-open').click();
  await at(ann, 'friend-remove').click();
  await at(ann, 'friend-remove-confirm').click();
  await at(ann, 'friend-add').waitFor();
  await at(ann, 'dialog-close').click();
  await contact(ann, 'ben').waitFor();
  await ann.locator('[data-testid=contact][data-user=ben][data-friend=false]').waitFor();
  await ben.locator('[data-testid=contact][data-user=ann][data-friend=false]').waitFor();
});

test('what changed while a page was offline is there when it is back', async () => {
  line.cut();
  await cat.locator('[data-testid=connection-state][data-state=reconnecting]').waitFor();
  await seen(ben, 'cat', 'OFFLINE');
  await contact(ben, 'cat').getByTestId('contact-open').click();
  await at(ben, 'friend-remove').click();
  await at(ben, 'friend-remove-confirm').click();
  await at(ben, 'friend-add').waitFor();
  await at(ben, 'dialog-close').click();
  assert.equal(await contact(cat, 'ben').count(), 1);
  line.mend();
  await until('the list to be right', () => contact(cat, 'ben').count(), (count) => count === 0, 60);
});

test('no page complained', () => {
  for (const page of [ann, ben, cat]) {
    assert.deepEqual(page.problems.filter((text) => !/WebSocket connection/.test(text)), []);
  }
});
