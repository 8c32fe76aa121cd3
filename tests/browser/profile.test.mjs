// The own profile: what others see change, what own devices see, and signing other devices out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, barriers, launchBrowser, newPerson, screenshot, signIn, startServer, until } from './harness.mjs';
import { isRed, picture, shownPicture } from './pictures.mjs';

let server, browser, ann, phone, ben;

async function openProfile(page) {
  if (await at(page, 'settings').count() === 0) await at(page, 'settings-open').click();
}

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
  server.addUser('ann', 'Ann');
  server.addUser('ben', 'Ben');
  [ann, phone, ben] = await Promise.all([['ann'], ['ann', { viewport: { width: 390, height: 780 } }], ['ben']].map(
    async ([user, options]) => signIn(await newPerson(browser, server.url, options), user)));
  await at(ann, 'chat-new').click();
  await at(ann, 'chat-new-user').fill('ben');
  await at(ann, 'chat-new-submit').click();
  await at(ben, 'chat-item').first().click();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

test('a new name is seen at once by the other person and on the other device', async () => {
  await openProfile(ann);
  await at(ann, 'profile-nickname').fill('');
  await at(ann, 'profile-save').click();
  await at(ann, 'error').filter({ hasText: 'name' }).waitFor();
  await at(ann, 'profile-nickname').fill('Annika Lee');
  await at(ann, 'profile-phoneNumber').fill('+49 30 123456');
  await at(ann, 'profile-email').fill('ben@example.com');
  await at(ann, 'profile-save').click();
  await at(ann, 'error').filter({ hasText: 'already exists' }).waitFor();
  await at(ann, 'profile-email').fill('annika@example.com');
  await at(ann, 'profile-timezone').selectOption({ index: 1 });
  await at(ann, 'profile-save').click();
  await at(ann, 'profile-saved').waitFor();
  for (const page of [ann, phone]) await at(page, 'me').filter({ hasText: 'Annika Lee' }).waitFor();
  await at(ben, 'conversation-title').filter({ hasText: 'Annika Lee' }).waitFor();
  await openProfile(phone);
  assert.equal(await at(phone, 'profile-email').inputValue(), 'annika@example.com');
  assert.equal(await at(phone, 'profile-phoneNumber').inputValue(), '+49 30 123456');
  assert.match(await at(phone, 'profile-timezone').inputValue(), /, GMT [+-]/);
  assert.deepEqual(await barriers(phone), []);
  await screenshot(phone, 'profile-phone');
});

test('an avatar is cropped, uploaded and seen live by everybody', async () => {
  for (const page of [ann, phone]) await openProfile(page);
  await at(ann, 'avatar-file').setInputFiles({ name: 'not.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await at(ann, 'error').filter({ hasText: 'no picture' }).waitFor();
  await at(ann, 'avatar-file').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture(900, 600, [220, 30, 40]) });
  await at(ann, 'avatar-crop').focus();
  await ann.keyboard.press('ArrowRight');
  await at(ann, 'avatar-zoom').fill('1.5');
  assert.deepEqual(await barriers(ann), []);
  await screenshot(ann, 'profile-crop');
  await at(ann, 'avatar-save').click();
  await at(ann, 'avatar-remove').waitFor();
  const pictures = { ann: ann.getByTestId('settings').getByTestId('avatar'), phone: phone.getByTestId('settings').getByTestId('avatar'),
    ben: ben.getByTestId('conversation').locator('header').getByTestId('avatar') };
  for (const image of Object.values(pictures)) {
    await image.waitFor();
    const shown = await shownPicture(image);
    assert.ok(isRed(shown) && shown.width === shown.height && shown.width >= 256, JSON.stringify(shown));
  }
  await screenshot(ben, 'profile-avatar');
  const address = await pictures.ben.getAttribute('src');
  await ben.reload();
  await at(ben, 'chat-item').first().click();
  assert.equal(await pictures.ben.getAttribute('src'), address);
});

test('a removed avatar gives way to the initials', async () => {
  await at(ann, 'avatar-remove').click();
  await until('no picture anywhere', async () => (await Promise.all([ann, phone, ben].map((page) => at(page, 'avatar').count()))).join(),
    (counts) => counts === '0,0,0');
  for (const page of [ann, phone]) await at(page, 'dialog-close').click();
});

test('no page complained', () => {
  for (const page of [ann, phone, ben]) assert.deepEqual(page.problems, []);
});
