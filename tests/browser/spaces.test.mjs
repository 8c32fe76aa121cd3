// Spaces: invitations, channels and their categories, roles and what they open, seen live by an owner, his phone and a member.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, barriers, launchBrowser, newPerson, screenshot, signIn, startLine, startServer, until } from './harness.mjs';
import { isRed, picture, shownPicture } from './pictures.mjs';

let server, line, browser, ann, phone, ben, cat;
const PHONE = { viewport: { width: 390, height: 780 } };

const channel = (page, name) => page.locator(`[data-testid=space-channel][data-name="${name}"]`);
const category = (page, name) => page.locator(`[data-testid=category][data-name="${name}"]`);
const space = (page, name) => at(page, 'space').filter({ hasText: name });
const gone = (what, locator) => until(`${what} to go`, () => locator.count(), (count) => count === 0);

/** Chooses from the menu of a row or a header. */
async function choose(page, where, menu, item) {
  await where.hover();
  await where.getByTestId(menu).click();
  await at(page, item).click();
}

async function makeChannel(page, name, { closed = false, roles = [], members = [] } = {}) {
  await at(page, 'space-menu').click();
  await at(page, 'space-channel-new').click();
  await at(page, 'channel-name').fill(name);
  if (closed) await at(page, 'channel-private').check();
  for (const role of roles) await page.locator(`[data-testid=channel-role][data-role="${role}"]`).check();
  for (const user of members) await page.locator(`[data-testid=pick-member][data-user=${user}]`).check();
  await at(page, 'channel-save').click();
  await at(page, 'channel-title').filter({ hasText: name }).waitFor();
}

before(async () => {
  server = await startServer();
  line = await startLine(server.url);
  browser = await launchBrowser();
  for (const [user, nickname] of [['ann', 'Ann Lee'], ['ben', 'Ben Okafor'], ['cat', 'Cat Moreau']]) server.addUser(user, nickname);
  [ann, phone] = await Promise.all([{}, PHONE].map(async (options) => signIn(await newPerson(browser, server.url, options), 'ann')));
});

after(async () => {
  await browser?.close();
  line?.stop();
  assert.equal(await server?.stop(), 0);
});

test('a space is made, with a channel to begin with, and is on the other device', async () => {
  await at(ann, 'space-add').click();
  assert.deepEqual(await barriers(ann), []);
  await at(ann, 'space-new-name').fill('Product team');
  await at(ann, 'space-create').click();
  await at(ann, 'space-title-open').filter({ hasText: 'Product team' }).waitFor();
  await category(ann, 'Category1').locator('[data-testid=space-channel][data-name=Channel1]').waitFor();
  await space(phone, 'Product team').click();
  await channel(phone, 'Channel1').waitFor();
  await channel(ann, 'Channel1').getByTestId('channel-open').click();
  await at(ann, 'channel-title').filter({ hasText: 'Channel1' }).waitFor();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'space-new');
});

test('an invitation is opened in another browser, which signs in first and then joins', async () => {
  await at(ann, 'space-invite').click();
  await at(ann, 'invite-lifespan').selectOption({ label: '1 day' });
  await at(ann, 'invite-create').click();
  const link = await at(ann, 'invite-link').textContent();
  assert.match(link, /^http:\/\/[^/]+\/join-space\/[A-Za-z0-9]{8}$/);
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'space-invite');
  ben = await newPerson(browser, link.replace(server.url.replace(/\/$/, ''), line.url.replace(/\/$/, '')));
  await at(ben, 'signin-invited').waitFor();
  assert.deepEqual(await barriers(ben), []);
  await signIn(ben, 'ben');
  await at(ben, 'space-invited').waitFor();
  assert.deepEqual(await barriers(ben), []);
  await at(ben, 'space-invited-join').click();
  await at(ben, 'space-title-open').filter({ hasText: 'Product team' }).waitFor();
  assert.equal(new URL(ben.url()).pathname, '/');
  await at(ann, 'dialog-close').click();
  await at(ann, 'space-invite').click();
  await at(ann, 'invite').filter({ hasText: 'used once' }).waitFor();
  await at(ann, 'dialog-close').click();
  await at(ann, 'channel-members-open').click();
  await ann.locator('[data-testid=channel-member][data-user=ben]').waitFor();
  await ann.locator('[data-testid=channel-member][data-user=ben] [data-status=ONLINE]').waitFor();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'space-members');
});

test('whoever is in already, or has a code nobody gave, is told so', async () => {
  const code = (await (async () => {
    await at(ann, 'space-invite').click();
    const text = await at(ann, 'invite-link').textContent();
    await at(ann, 'dialog-close').click();
    return text;
  })()).slice(-8);
  await at(ben, 'space-add').click();
  await at(ben, 'space-invitation').fill(code);
  await at(ben, 'space-join').click();
  await at(ben, 'error').filter({ hasText: 'already joined' }).waitFor();
  await at(ben, 'space-invitation').fill('nobodys1');
  await at(ben, 'space-join').click();
  await at(ben, 'error').filter({ hasNotText: 'already joined' }).waitFor();
  await at(ben, 'dialog-close').click();
});

test('a revoked invitation lets nobody in', async () => {
  cat = await signIn(await newPerson(browser, server.url), 'cat');
  await at(ann, 'space-invite').click();
  const link = await at(ann, 'invite-link').textContent();
  await at(ann, 'invite-revoke').click();
  await gone('the invitation', at(ann, 'invite'));
  await at(cat, 'space-add').click();
  await at(cat, 'space-invitation').fill(link);
  await at(cat, 'space-join').click();
  await at(cat, 'error').waitFor();
  await at(ann, 'invite-create').click();
  const next = await at(ann, 'invite-link').textContent();
  await at(ann, 'dialog-close').click();
  await at(cat, 'space-invitation').fill(next);
  await at(cat, 'space-join').click();
  await at(cat, 'space-title-open').waitFor();
});

test('channels and categories are made, renamed and moved, by mouse and by keyboard, live for all', async () => {
  await at(ann, 'space-menu').click();
  await at(ann, 'category-new').click();
  await at(ann, 'space-name').fill('Design');
  await at(ann, 'space-name').press('Enter');
  await makeChannel(ann, 'mockups');
  const moved = (page, group) => category(page, group).locator('[data-testid=space-channel][data-name=mockups]').waitFor();
  await channel(ann, 'mockups').dragTo(category(ann, 'Design').getByTestId('category-toggle'));
  for (const page of [ann, ben, phone]) await moved(page, 'Design');
  // The same without a mouse.
  await channel(ann, 'mockups').getByTestId('channel-open').focus();
  await ann.keyboard.press('Tab');
  await ann.keyboard.press('Enter');
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await ann.keyboard.press(key);
  await at(ann, 'move-target').first().waitFor();
  assert.deepEqual(await barriers(ann), []);
  await ann.locator('[data-testid=move-target]:checked').focus();
  await ann.keyboard.press('ArrowUp');
  await ann.keyboard.press('Enter');
  for (const page of [ann, ben, phone]) await moved(page, 'Category1');
  await choose(ann, category(ann, 'Design'), 'category-menu', 'category-rename');
  await at(ann, 'space-name').fill('Visuals');
  await at(ann, 'space-name-save').click();
  await category(ben, 'Visuals').waitFor();
  await choose(ann, channel(ann, 'mockups'), 'channel-menu', 'channel-edit');
  await at(ann, 'channel-name').fill('sketches');
  await at(ann, 'channel-save').click();
  await channel(ben, 'sketches').waitFor();
  await choose(ann, category(ann, 'Visuals'), 'category-menu', 'category-delete');
  await at(ann, 'space-confirm').click();
  await gone('the category', category(ben, 'Visuals'));
  await channel(ben, 'sketches').waitFor();
});

test('arrow keys walk through the channels, and a category is folded', async () => {
  await category(ann, 'Category1').getByTestId('category-toggle').focus();
  await ann.keyboard.press('ArrowDown');
  assert.equal(await ann.evaluate(() => document.activeElement.dataset.testid), 'channel-open');
  await channel(ann, 'sketches').getByTestId('channel-open').click();
  await category(ann, 'Category1').getByTestId('category-toggle').click();
  await gone('the channel', channel(ann, 'Channel1'));
  await channel(ann, 'sketches').waitFor();
  await ann.reload();
  await space(ann, 'Product team').click();
  await channel(ann, 'sketches').waitFor({ state: 'detached' });
  await category(ann, 'Category1').getByTestId('category-toggle').click();
  await channel(ann, 'Channel1').waitFor();
});

test('who may not manage the space has no buttons for it', async () => {
  await at(ben, 'space-menu').click();
  for (const name of ['space-channel-new', 'category-new']) assert.equal(await at(ben, name).count(), 0);
  await ben.keyboard.press('Escape');
  assert.equal(await at(ben, 'category-menu').count(), 0);
  await channel(ben, 'sketches').hover();
  await channel(ben, 'sketches').getByTestId('channel-menu').click();
  assert.equal(await at(ben, 'channel-delete').count(), 0);
  await ben.keyboard.press('Escape');
});

test('a role opens a private channel, which appears and disappears live', async () => {
  await at(ann, 'space-menu').click();
  await at(ann, 'space-settings-open').click();
  assert.deepEqual(await barriers(ann), []);
  await at(ann, 'space-settings-roles').click();
  await at(ann, 'role-new').click();
  await at(ann, 'role-name').fill('Leads');
  await at(ann, 'role-color').nth(8).check();
  await ann.locator('[data-permission=ALLOWS_TO_MANAGE_CATEGORIES]').check();
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'space-role');
  await at(ann, 'role-save').click();
  await ann.locator('[data-testid=role][data-role=Leads]').waitFor();
  await at(ann, 'dialog-close').click();
  await makeChannel(ann, 'budget', { closed: true, roles: ['Leads'] });
  assert.deepEqual(await barriers(ann), []);
  await channel(phone, 'budget').waitFor();
  assert.equal(await channel(ben, 'budget').count(), 0);
  if (!await at(ann, 'members-panel').count()) await at(ann, 'channel-members-open').click();
  await until('the panel to be that of the channel', () => at(ann, 'channel-member').count(), (count) => count === 1);

  await at(ann, 'space-menu').click();
  await at(ann, 'space-settings-open').click();
  await at(ann, 'space-settings-members').click();
  await ann.locator('[data-testid=space-member][data-user=ben]').getByTestId('space-member-open').click();
  await ann.locator('[data-testid=member-role][data-role=Leads]').check();
  await channel(ben, 'budget').getByTestId('channel-open').click();
  await at(ben, 'channel-title').filter({ hasText: 'budget' }).waitFor();
  // What else the role allows is there as well.
  await at(ben, 'space-menu').click();
  await at(ben, 'category-new').waitFor();
  await ben.keyboard.press('Escape');
  await ann.locator('[data-testid=channel-member][data-user=ben]').waitFor();
  assert.equal(await channel(cat, 'budget').count(), 0);
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'space-member');
  await ann.locator('[data-testid=member-role][data-role=Leads]').uncheck();
  await gone('the channel', channel(ben, 'budget'));
  await gone('what was open of it', at(ben, 'channel-view'));
  await gone('the member', ann.locator('[data-testid=channel-member][data-user=ben]'));
  await at(ann, 'dialog-close').click();
});

test('access is also given to single members, and taken', async () => {
  await choose(ann, channel(ann, 'budget'), 'channel-menu', 'channel-edit');
  await ann.locator('[data-testid=pick-member][data-user=cat]').check();
  await at(ann, 'channel-save').click();
  await channel(cat, 'budget').waitFor();
  assert.equal(await channel(ben, 'budget').count(), 0);
  await choose(ann, channel(ann, 'budget'), 'channel-menu', 'channel-edit');
  await at(ann, 'channel-private').uncheck();
  await at(ann, 'channel-save').click();
  await channel(ben, 'budget').waitFor();
  await choose(ann, channel(ann, 'budget'), 'channel-menu', 'channel-delete');
  await at(ann, 'space-confirm').click();
  for (const page of [ann, phone, ben, cat]) await gone('the channel', channel(page, 'budget'));
});

test('a nickname holds in the space alone', async () => {
  await at(ben, 'space-menu').click();
  await at(ben, 'space-own').click();
  await at(ben, 'member-nickname').fill('Ben from design');
  await at(ben, 'member-nickname-save').click();
  await at(ben, 'member-name').filter({ hasText: 'Ben from design' }).waitFor();
  await at(ben, 'dialog-close').click();
  await channel(ann, 'sketches').getByTestId('channel-open').click();
  if (!await at(ann, 'members-panel').count()) await at(ann, 'channel-members-open').click();
  const seen = ann.locator('[data-testid=channel-member][data-user=ben]');
  await seen.filter({ hasText: 'Ben from design' }).waitFor();
  assert.equal(await at(ben, 'me').textContent(), 'Ben Okafor');
  // The owner may take it away.
  await seen.click();
  await at(ann, 'member-nickname').fill('');
  await at(ann, 'member-nickname-save').click();
  await seen.filter({ hasText: 'Ben Okafor' }).waitFor();
  await at(ann, 'dialog-close').click();
});

test('name and picture of the space change for all', async () => {
  await at(ann, 'space-menu').click();
  await at(ann, 'space-settings-open').click();
  await at(ann, 'space-rename').fill('Parley makers');
  await at(ann, 'space-rename-save').click();
  await at(ann, 'space-icon-file').setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: picture(300, 300, [220, 20, 20]) });
  await at(ann, 'avatar-save').click();
  await at(ann, 'space-icon-remove').waitFor();
  for (const page of [cat, phone]) {
    const image = space(page, 'Parley makers').getByTestId('avatar');
    await image.waitFor();
    assert.ok(isRed(await shownPicture(image)));
  }
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'space-overview');
  await at(ann, 'space-icon-remove').click();
  await gone('the picture', space(cat, 'Parley makers').getByTestId('avatar'));
  await at(ann, 'dialog-close').click();
});

test('what changed while a page was offline is there when it is back', async () => {
  line.cut();
  await ben.locator('[data-testid=connection-state][data-state=reconnecting]').waitFor();
  await makeChannel(ann, 'late');
  await choose(ann, channel(ann, 'sketches'), 'channel-menu', 'channel-delete');
  await at(ann, 'space-confirm').click();
  await gone('the channel', channel(ann, 'sketches'));
  assert.equal(await channel(ben, 'sketches').count(), 1);
  line.mend();
  await until('the new channel to come', () => channel(ben, 'late').count(), (count) => count === 1, 60);
  await gone('the old one', channel(ben, 'sketches'));
});

test('a member leaves; the owner deletes the space for everybody', async () => {
  await at(cat, 'space-menu').click();
  await at(cat, 'space-settings-open').click();
  await at(cat, 'space-leave').click();
  await at(cat, 'space-confirm').click();
  await gone('the space', at(cat, 'space'));
  await at(cat, 'chat-new').waitFor();
  await channel(ann, 'late').getByTestId('channel-open').click();
  if (!await at(ann, 'members-panel').count()) await at(ann, 'channel-members-open').click();
  await gone('the member', ann.locator('[data-testid=channel-member][data-user=cat]'));
  await at(ann, 'space-menu').click();
  await at(ann, 'space-settings-open').click();
  await at(ann, 'space-delete').click();
  await at(ann, 'space-confirm').click();
  for (const page of [ann, phone, ben]) await gone('the space', at(page, 'space'));
  await at(ben, 'chat-new').waitFor();
});

test('no page complained', () => {
  // Ben came through a line that was cut, on a port of its own, from where pictures aren't loaded.
  for (const page of [ann, phone, ben, cat]) {
    assert.deepEqual(page.problems.filter((text) => page !== ben || !/WebSocket connection|Loading the image/.test(text)), []);
  }
});
