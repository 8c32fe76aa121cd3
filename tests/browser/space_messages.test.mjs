// Conversations of a space: channels and threads, what is unread and who is called, notifications, and a channel's meeting.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, barriers, catchNotifications, launchBrowser, newPerson, received, screenshot, signIn, startServer, until } from './harness.mjs';

let server, browser, ann, phone, ben, cat;

const channel = (page, name) => page.locator(`[data-testid=space-channel][data-name="${name}"]`);
const thread = (page, name) => page.locator(`[data-testid=thread][data-name="${name}"]`);
const open = (page, name) => channel(page, name).getByTestId('channel-open').click();
const message = (place, text) => place.getByTestId('message').filter({ hasText: text });
const gone = (what, locator) => until(`${what} to go`, () => locator.count(), (count) => count === 0);

async function say(place, text) {
  await place.getByTestId('composer').fill(text);
  await place.getByTestId('composer').press('Enter');
  await message(place, text).waitFor();
}

/** Names are completed only when they are chosen; the id always works. */
async function call(place, text) {
  await place.getByTestId('composer').fill(text);
  await place.getByTestId('composer').press('Escape');
  await place.getByTestId('composer').press('Enter');
}

async function makeChannel(page, name) {
  await at(page, 'space-menu').click();
  await at(page, 'space-channel-new').click();
  await at(page, 'channel-name').fill(name);
  await at(page, 'channel-save').click();
  await at(page, 'channel-title').filter({ hasText: name }).waitFor();
}

const inChannel = (page) => at(page, 'channel-view');
const inThread = (page) => at(page, 'thread-view');

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
  for (const [user, nickname] of [['ann', 'Ann Lee'], ['ben', 'Ben Okafor'], ['cat', 'Cat Moreau']]) server.addUser(user, nickname);
  [ann, phone, ben, cat] = await Promise.all([['ann'], ['ann', { viewport: { width: 390, height: 780 } }], ['ben'], ['cat']].map(
    async ([user, options]) => signIn(await newPerson(browser, server.url, options), user)));
  await at(ann, 'space-add').click();
  await at(ann, 'space-new-name').fill('Team');
  await at(ann, 'space-create').click();
  await at(ann, 'space-invite').click();
  await at(ann, 'invite-create').click();
  const link = await at(ann, 'invite-link').textContent();
  await at(ann, 'dialog-close').click();
  for (const page of [ben, cat]) {
    await at(page, 'space-add').click();
    await at(page, 'space-invitation').fill(link);
    await at(page, 'space-join').click();
    await at(page, 'space-title-open').waitFor();
  }
  await makeChannel(ann, 'general');
  for (const page of [ann, ben]) await open(page, 'general');
  await at(phone, 'space').click();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

test('messages of a channel reach its members live, with all that chats can do', async () => {
  await say(inChannel(ann), 'Good morning');
  await message(inChannel(ben), 'Good morning').waitFor();
  await say(inChannel(ben), 'Hi Ann');
  await message(inChannel(ann), 'Hi Ann').waitFor();
  const line = inChannel(ann).locator('[data-message]').filter({ hasText: 'Hi Ann' });
  await line.hover();
  await line.getByTestId('message-react').click();
  await at(ann, 'emoji').first().click();
  await inChannel(ben).getByTestId('reaction').waitFor();
  await inChannel(ann).getByTestId('composer-files').setInputFiles([{ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') }]);
  await inChannel(ann).getByTestId('composer-send').click();
  await inChannel(ben).getByTestId('attachment').filter({ hasText: 'plan.txt' }).waitFor();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'space-channel');
});

test('what is unread is marked at the channel and at the space, on all devices, until it is read on one', async () => {
  await open(ann, 'Channel1');
  await say(inChannel(ben), 'Anybody here?');
  await channel(ann, 'general').getByTestId('place-unread').waitFor();
  await channel(phone, 'general').getByTestId('place-unread').waitFor();
  await at(ann, 'space-unread').waitFor();
  await call(inChannel(ben), 'Perhaps @ann');
  await channel(ann, 'general').getByTestId('place-mentions').filter({ hasText: '1' }).waitFor();
  await at(ann, 'space-mentions').filter({ hasText: '1' }).waitFor();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'space-unread');
  // The page that comes later counts the same.
  await phone.reload();
  await at(phone, 'space-mentions').filter({ hasText: '1' }).waitFor();
  await open(ann, 'general');
  await inChannel(ann).getByTestId('mention').waitFor();
  for (const page of [ann, phone]) await gone('the mark', at(page, 'space-mentions'));
  assert.equal(await at(ann, 'space-unread').count(), 0);
});

test('a thread stands beside its channel', async () => {
  await channel(ann, 'general').hover();
  await channel(ann, 'general').getByTestId('channel-menu').click();
  await at(ann, 'thread-new').click();
  await at(ann, 'thread-name').fill('Release');
  assert.deepEqual(await barriers(ann), []);
  await at(ann, 'thread-save').click();
  await say(inThread(ann), 'On Monday?');
  await message(inChannel(ann), 'Good morning').waitFor();
  assert.equal(await message(inChannel(ann), 'On Monday?').count(), 0);
  await thread(ben, 'Release').getByTestId('place-unread').waitFor();
  await thread(ben, 'Release').getByTestId('thread-open').click();
  await message(inThread(ben), 'On Monday?').waitFor();
  await say(inThread(ben), 'Fine with me');
  await message(inThread(ann), 'Fine with me').waitFor();
  await gone('the mark', thread(ben, 'Release').getByTestId('place-unread'));
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'space-thread');
  await inThread(ann).getByTestId('thread-menu').click();
  await at(ann, 'thread-rename').click();
  await at(ann, 'space-name').fill('Release 2.0');
  await at(ann, 'space-name-save').click();
  await at(ben, 'thread-title').filter({ hasText: 'Release 2.0' }).waitFor();
});

test('a search looks through the channel and its threads, and opens what it finds', async () => {
  await at(cat, 'space-title-open').waitFor();
  await open(cat, 'general');
  await at(cat, 'channel-search-open').click();
  await at(cat, 'chat-search').fill('anybody HERE');
  await at(cat, 'found-message').filter({ hasText: 'Ben Okafor' }).click();
  await message(inChannel(cat), 'Anybody here?').waitFor();
  await at(cat, 'chat-search').fill('on monday');
  await at(cat, 'found-message').filter({ hasText: 'Release 2.0' }).filter({ hasText: 'Ann Lee' }).click();
  await message(inThread(cat), 'On Monday?').waitFor();
  await at(cat, 'chat-search').fill('nobody');
  await cat.getByText('No message has these words.').waitFor();
  for (const place of [inChannel(cat), inThread(cat)]) await gone('the way to the end, which is in view,', place.getByTestId('to-newest'));
  assert.deepEqual(await barriers(cat), []);
  await screenshot(cat, 'space-search');
  await at(cat, 'chat-search-close').click();
  await at(cat, 'thread-close').click();
});

test('a private thread is for those who were chosen', async () => {
  await inChannel(ann).getByTestId('channel-thread-new').click();
  await at(ann, 'thread-name').fill('Salaries');
  await at(ann, 'thread-private').check();
  await at(ann, 'thread-save').click();
  // Until it is made, the other thread stands there.
  await at(ann, 'thread-title').filter({ hasText: 'Salaries' }).waitFor();
  await say(inThread(ann), 'Between us');
  assert.equal(await thread(ben, 'Salaries').count(), 0);
  await inThread(ann).getByTestId('thread-menu').click();
  await at(ann, 'thread-members-open').click();
  await ann.locator('[data-testid=pick-member][data-user=ben]').check();
  assert.deepEqual(await barriers(ann), []);
  await at(ann, 'thread-members-add').click();
  await thread(ben, 'Salaries').getByTestId('thread-open').click();
  await message(inThread(ben), 'Between us').waitFor();
  await open(cat, 'general');
  assert.equal(await thread(cat, 'Salaries').count(), 0);
  await thread(cat, 'Release 2.0').waitFor();
  await ann.locator('[data-testid=thread-member][data-user=ben]').getByTestId('thread-member-remove').click();
  await gone('the thread', thread(ben, 'Salaries'));
  await gone('what was open of it', inThread(ben));
  await at(ann, 'dialog-close').click();
  await inThread(ann).getByTestId('thread-menu').click();
  await at(ann, 'thread-delete').click();
  await at(ann, 'space-confirm').click();
  await gone('the thread', thread(ann, 'Salaries'));
});

test('whoever is elsewhere is told of messages, as he chose for the channel', async () => {
  const heard = await catchNotifications(ann);
  const told = (count) => until('it to be told', heard, (all) => all.length >= count);
  await say(inChannel(ben), 'News');
  assert.deepEqual(await told(1), ['Team · general: Ben Okafor: News']);
  await channel(ann, 'general').hover();
  await channel(ann, 'general').getByTestId('channel-menu').click();
  await at(ann, 'channel-notify').click();
  await at(ann, 'notify-MENTIONS_ONLY').check();
  assert.deepEqual(await barriers(ann), []);
  await say(inChannel(ben), 'Not for Ann');
  await call(inChannel(ben), 'But this, @ann');
  assert.deepEqual((await told(2)).slice(1), ['Team · general: Ben Okafor: But this, @Ann Lee']);
  await at(ann, 'space-mute-Infinity').click();
  await at(ann, 'space-unmute').waitFor();
  await at(phone, 'space').click();
  await channel(phone, 'general').getByText('Muted').waitFor({ state: 'attached' });
  await call(inChannel(ben), 'Quiet, @ann');
  // What is told later tells that the muted one wasn't.
  await at(ann, 'space-unmute').click();
  await at(ann, 'space-mute-Infinity').waitFor();
  await call(inChannel(ben), 'Again, @ann');
  assert.deepEqual((await told(3)).slice(2), ['Team · general: Ben Okafor: Again, @Ann Lee']);
  await at(ann, 'dialog-close').click();
  await ann.evaluate(() => delete document.hasFocus);
});

test('the meeting of a channel is seen by its members, who join it there', async () => {
  await inChannel(ann).getByTestId('meeting-start').click();
  await at(ann, 'meeting').and(ann.locator('[data-phase=joined]')).waitFor();
  await at(ben, 'meeting-banner').filter({ hasText: 'Ann Lee' }).waitFor();
  await ben.locator('[data-testid=channel-live-user][data-user=ann]').waitFor();
  assert.deepEqual(await barriers(ben), []);
  await screenshot(ben, 'space-meeting-runs');
  // A page that comes later sees it as well.
  await phone.reload();
  await at(phone, 'space').click();
  await phone.locator('[data-testid=channel-live-user][data-user=ann]').waitFor();
  await at(ben, 'meeting-join').click();
  for (const page of [ann, ben]) {
    await at(page, 'video-remote').first().waitFor();
    await until('decoding', () => received(page), (now) => now.framesDecoded > 10 && now.audioEnergy > 0, 40);
  }
  await cat.locator('[data-testid=channel-live-user][data-user=ben]').waitFor();
  await at(ann, 'meeting-panel').click();
  await message(ann.getByRole('region', { name: 'People and chat' }), 'Good morning').waitFor();
  await screenshot(ann, 'space-meeting');
  for (const page of [ann, ben]) await at(page, 'meeting-leave').click();
  for (const page of [ann, ben, cat]) await gone('the meeting', at(page, 'channel-live'));
  await inChannel(cat).getByTestId('message-list').getByText('Meeting ended').waitFor();
});

test('no page complained', () => {
  for (const page of [ann, phone, ben, cat]) assert.deepEqual(page.problems, []);
});
