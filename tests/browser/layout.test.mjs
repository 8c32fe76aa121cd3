// A phone, a dark theme, and names and words longer than any place: nothing may be out of reach.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, barriers, launchBrowser, message, newPerson, say, screenshot, signIn, startServer, until } from './harness.mjs';

const LONG = 'Maximiliane-Theodora von Hohenzollern-Sigmaringen-und-noch-viel-weiter';
const WORD = 'Donaudampfschifffahrtsgesellschaftskapitänsmütze'.repeat(4);
let server, browser, ann, ben;

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
  server.addUser('ann', 'Ann');
  server.addUser('ben', LONG);
  server.addUser('cid', 'Cid');
  ann = await newPerson(browser, server.url, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: 'dark' });
  ben = await newPerson(browser, server.url, { reducedMotion: 'reduce' });
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

/** What of a page somebody can't see or press because it reaches beyond the screen, to the left or to the right. */
const outOfReach = (page) => page.evaluate(() => [...document.querySelectorAll('button, a, input, select, textarea, h1, h2, h3, h4, p, li, time')]
  .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden'))
  .filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && (left < -1 || right > window.innerWidth + 1);
  })
  .map((element) => element.outerHTML.slice(0, 150)));

/** The page is as it should be, and a picture shows it. */
async function fits(page, name) {
  assert.deepEqual(await outOfReach(page), [], name);
  assert.deepEqual(await barriers(page), [], name);
  await screenshot(page, `layout-${name}`);
}

test('signing in', async () => {
  await fits(ann, 'signin');
  await at(ann, 'signup-link').click();
  await fits(ann, 'signup');
  await at(ann, 'signin-link').click();
  for (const [page, user] of [[ann, 'ann'], [ben, 'ben']]) await signIn(page, user);
  await fits(ann, 'no-chats');
});

test('chats', async () => {
  await at(ann, 'chat-new').click();
  await fits(ann, 'chat-new');
  await at(ann, 'chat-new-kind-channel').check();
  await fits(ann, 'channel-new');
  await at(ann, 'chat-new-kind-chat').check();
  await at(ann, 'chat-new-user').fill('ben, cid');
  await at(ann, 'chat-new-name').fill(`${LONG}, and others`);
  await at(ann, 'chat-new-submit').click();
  await at(ben, 'chat-item').click();
  await say(ben, WORD);
  await say(ben, `https://example.com/${'way/'.repeat(60)}`);
  await at(ann, 'composer-files').setInputFiles([{ name: `${WORD}.txt`, mimeType: 'text/plain', buffer: Buffer.from('words') }]);
  await fits(ann, 'file-chosen');
  await at(ann, 'composer-send').click();
  await at(ann, 'attachment').waitFor();
  await message(ann, WORD).first().click();
  await at(ann, 'message-react').first().click();
  await at(ann, 'emoji-picker').waitFor();
  await fits(ann, 'emoji');
  await ann.keyboard.press('Escape');
  await at(ann, 'composer').pressSequentially('@');
  await at(ann, 'mention-option').first().waitFor();
  await fits(ann, 'mentions');
  await at(ann, 'composer').fill('');
  await at(ann, 'chat-search-open').click();
  await at(ann, 'chat-search').fill('https');
  await at(ann, 'found-message').waitFor();
  await fits(ann, 'search');
  await at(ann, 'chat-search-close').click();
  await at(ann, 'chat-details-open').click();
  await fits(ann, 'details');
  await at(ann, 'dialog-close').click();
  await ann.getByLabel('Back to chats').click();
  await fits(ann, 'chats');
  await at(ann, 'tab-contacts').click();
  await at(ann, 'contact').first().waitFor();
  await fits(ann, 'contacts');
  await at(ann, 'tab-chats').click();
});

test('settings', async () => {
  await at(ann, 'settings-open').click();
  for (const page of ['profile', 'password', 'secure', 'devices', 'meeting']) {
    await at(ann, `settings-${page}`).click();
    await fits(ann, `settings-${page}`);
  }
  await at(ann, 'dialog-close').click();
});

test('spaces', async () => {
  await at(ann, 'space-add').click();
  await fits(ann, 'space-add');
  await at(ann, 'space-new-name').fill(LONG);
  await at(ann, 'space-create').click();
  await at(ann, 'space-title-open').waitFor();
  await at(ann, 'space-menu').click();
  await at(ann, 'space-channel-new').click();
  await at(ann, 'channel-name').fill(WORD.slice(0, 90));
  await fits(ann, 'space-channel-new');
  await at(ann, 'channel-save').click();
  await at(ann, 'channel-title').waitFor();
  await fits(ann, 'space-channel');
  await at(ann, 'channel-thread-new').click();
  await at(ann, 'thread-name').fill(LONG);
  await at(ann, 'thread-save').click();
  await at(ann, 'thread-view').waitFor();
  await fits(ann, 'space-thread');
  await at(ann, 'thread-close').click();
  await ann.getByLabel('Back to the channels').click();
  await fits(ann, 'space');
  await at(ann, 'space-menu').click();
  await at(ann, 'space-settings-open').click();
  for (const page of ['overview', 'roles', 'members', 'invites']) {
    await at(ann, `space-settings-${page}`).click();
    await fits(ann, `space-settings-${page}`);
  }
  await at(ann, 'dialog-close').click();
});

test('everything is done with the keyboard alone, and the focus is seen', async () => {
  const focus = () => ben.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return { id: document.activeElement.dataset.testid, seen: outlineStyle !== 'none' && outlineWidth !== '0px' };
  });
  /** Walks with Tab until something with this name has the focus. */
  const walk = (id, key = 'Tab') => until(`the focus to come to ${id}`, async () => {
    await ben.keyboard.press(key);
    return focus();
  }, (now) => now.id === id);
  await ben.reload();
  await at(ben, 'chat-item').waitFor();
  await at(ben, 'chat-filter').focus();
  assert.ok((await walk('chat-item')).seen);
  await ben.keyboard.press('Enter');
  assert.equal((await until('the composer', focus, ({ id }) => id === 'composer')).id, 'composer');
  await ben.keyboard.type('By hand');
  await ben.keyboard.press('Enter');
  await message(ben, 'By hand').waitFor();
  // From where one writes back to the newest message.
  assert.ok((await walk('message-delete', 'Shift+Tab')).seen);
  await ben.keyboard.press('Enter');
  assert.ok((await walk('message-delete-confirm', 'Shift+Tab')).seen);
  await ben.keyboard.press('Enter');
  await message(ben, 'Message deleted').waitFor();
  await at(ben, 'composer').focus();
  assert.ok((await walk('chat-details-open', 'Shift+Tab')).seen);
  await ben.keyboard.press('Enter');
  await at(ben, 'chat-details').waitFor();
  await ben.keyboard.press('Escape');
  await at(ben, 'chat-details').waitFor({ state: 'detached' });
  assert.equal((await focus()).id, 'chat-details-open');
});

test('nothing moves for those who asked for that', async () => {
  const moving = () => ben.evaluate(() => document.getAnimations().filter((animation) => {
    const { duration, iterations } = animation.effect.getComputedTiming();
    return duration * iterations > 1;
  }).length);
  await at(ben, 'message').first().hover();
  assert.equal(await moving(), 0);
});

test('no page complained', () => {
  for (const page of [ann, ben]) assert.deepEqual(page.problems, []);
});
