// Parley's main job: two people sign up, write to each other and meet face to face; a third joins from the C++ SDK.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, launchBrowser, newPerson, received, screenshot, standsStill, startPublisher, startServer, until } from './harness.mjs';

let server, browser, ann, ben;

async function signUp(page, name) {
  await at(page, 'signup-link').click();
  await at(page, 'signup-username').fill(name);
  await at(page, 'signup-email').fill(`${name}@example.com`);
  await at(page, 'signup-password').fill('secret1');
  await at(page, 'signup-submit').click();
  await at(page, 'chat-new').waitFor();
}

before(async () => {
  server = await startServer();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0);
});

test('two people sign up through the page', async () => {
  ann = await newPerson(browser, server.url);
  ben = await newPerson(browser, server.url);
  await screenshot(ann, '1-sign-in');
  await signUp(ann, 'ann');
  await signUp(ben, 'ben');
});

test('they write to each other, both ways', async () => {
  await at(ann, 'chat-new').click();
  await at(ann, 'chat-new-user').fill('ben');
  await at(ann, 'chat-new-submit').click();
  await at(ann, 'composer').fill('Hello Ben 👋');
  await at(ann, 'composer').press('Enter');
  await at(ben, 'chat-item').first().click();
  await at(ben, 'message').filter({ hasText: 'Hello Ben 👋' }).waitFor();
  await at(ben, 'composer').fill('Hi Ann! Shall we talk?');
  await at(ben, 'composer-send').click();
  await at(ann, 'message').filter({ hasText: 'Shall we talk?' }).waitFor();
  await screenshot(ann, '2-conversation');
});

test('they meet face to face: video is decoded and audio has energy on both sides', async () => {
  await at(ann, 'meeting-start').click();
  await at(ben, 'meeting-join').first().click();
  for (const page of [ann, ben]) {
    await at(page, 'video-remote').first().waitFor();
    const first = await until('decoding', () => received(page), (now) => now.framesDecoded > 10 && now.audioEnergy > 0, 40);
    await until('more of it', () => received(page),
      (now) => now.framesDecoded > first.framesDecoded + 10 && now.audioEnergy > first.audioEnergy);
  }
  await screenshot(ann, '3-meeting');
});

test('muting stops what the other receives, and unmuting brings it back', async () => {
  await at(ann, 'mute-video').click();
  await standsStill('video to stop', async () => (await received(ben)).framesDecoded);
  await at(ann, 'mute-audio').click();
  await standsStill('audio to stop', async () => (await received(ben)).audioPackets);
  await screenshot(ben, '4-muted');
  const before = await received(ben);
  await at(ann, 'mute-video').click();
  await at(ann, 'mute-audio').click();
  await until('both to come back', () => received(ben),
    (now) => now.framesDecoded > before.framesDecoded + 5 && now.audioEnergy > before.audioEnergy);
});

test('leaving ends it for the other', async () => {
  await at(ben, 'meeting-leave').click();
  await until('the remote video to go', () => at(ann, 'video-remote').count(), (count) => count === 0);
  await standsStill('media to stop', async () => (await received(ann)).framesDecoded);
  await at(ann, 'meeting-leave').click();
  await at(ann, 'composer').waitFor();
});

test('a third participant from the C++ SDK sends and receives in the same meeting', async () => {
  server.addUser('cat', 'Cat');
  await at(ann, 'meeting-new').click();
  const room = (await at(ann, 'meeting-id').first().textContent()).trim();
  await at(ben, 'meeting-join-open').click();
  await at(ben, 'meeting-join-id').fill(room);
  await at(ben, 'meeting-join-submit').click();
  await at(ben, 'video-remote').first().waitFor();
  const cat = startPublisher({ url: server.url, user: 'cat', room });
  try {
    for (const page of [ann, ben]) {
      await until('two remote videos', () => at(page, 'video-remote').count(), (count) => count === 2, 30);
      await until('frames of both', () => received(page),
        (now) => now.tracks.filter((track) => track.framesDecoded > 10).length >= 2, 40);
    }
    await screenshot(ann, '5-three');
    const report = await until('the SDK to receive both', async () => cat.lines.at(-1),
      (line) => line && line.received.filter((track) => track.kind === 'VIDEO' && track.frames > 10).length >= 2, 30);
    assert.ok(report.sent.videoFrames > 10, JSON.stringify(report));
  } finally {
    cat.stop();
  }
  assert.equal(await cat.ended, 0);
  await until('the third to be gone', () => at(ann, 'video-remote').count(), (count) => count === 1);
});

test('no page complained', () => {
  for (const page of [ann, ben]) assert.deepEqual(page.problems, []);
});
