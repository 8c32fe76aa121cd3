import { beforeEach, describe, expect, it } from 'vitest';
import type { PresenceStatus, UserInfo } from '../../sdk';
import { Emitter, type Handler } from '../../sdk/emitter';
import { Profile } from './profile.svelte';
import type { Session } from './session.svelte';

/** A server with one user; it tidies what it is given. */
class FakeServer {
  readonly emitter = new Emitter();
  info = { id: 'ann', nickname: 'Ann', status: 'ONLINE', icon: null } as UserInfo;
  phase = 'online';
  readonly me = 'ann';
  told = 0;
  online = () => {};
  onOnline = (handler: () => void) => (this.online = handler);
  onSignedOut = () => {};
  userChanged = () => (this.told += 1);
  readonly sfu = {
    on: (event: string, handler: Handler) => this.emitter.on(event, handler),
    getUserInfo: async () => this.info,
    changeUserNickname: async (nickname: string) => {
      if (!nickname) throw { error: 'The nickname is empty' };
      this.info = { ...this.info, nickname: nickname.trim() };
    },
    updatePresenceStatus: async (status: PresenceStatus) => {
      this.info = { ...this.info, status };
    },
    updateUserIcon: async ({ icon }: { icon?: File }) => (icon ? 'http://x/1' : null),
  };
}

let server: FakeServer;
let profile: Profile;
beforeEach(async () => {
  server = new FakeServer();
  profile = new Profile(server as unknown as Session);
  await profile.reload();
});

describe('what is shown', () => {
  it('is what the server made of a change, because its answer tells nothing', async () => {
    await profile.change('nickname', ' Annika ');
    expect(profile.info?.nickname).toBe('Annika');
    expect(server.told).toBe(2);
    await expect(profile.change('nickname', '')).rejects.toMatchObject({ error: 'The nickname is empty' });
    expect(profile.info?.nickname).toBe('Annika');
  });

  it('follows the other devices, and nobody else', () => {
    server.emitter.emit('USER_INFO_CHANGED', { userId: 'ann', info: { ...server.info, nickname: 'Elsewhere' } });
    server.emitter.emit('USER_INFO_CHANGED', { userId: 'bob', info: { ...server.info, nickname: 'Bob' } });
    expect(profile.info?.nickname).toBe('Elsewhere');
  });

  it('has the new picture at once', async () => {
    await profile.setIcon(new File(['x'], 'x.png'));
    expect(profile.info?.icon).toBe('http://x/1');
    await profile.setIcon(null);
    expect(profile.info?.icon).toBeNull();
  });
});

describe('the own presence', () => {
  const both = () => [profile.selected, profile.visible];

  it('of an idle device is away, which is no choice', () => {
    profile.idle = true;
    expect(both()).toEqual(['ONLINE', 'IDLE']);
    server.emitter.emit('USER_INFO_CHANGED', { userId: 'ann', info: { ...server.info, status: 'IDLE' } });
    expect(both()).toEqual(['ONLINE', 'IDLE']);
    profile.idle = false;
    server.emitter.emit('USER_INFO_CHANGED', { userId: 'ann', info: { ...server.info, status: 'ONLINE' } });
    expect(both()).toEqual(['ONLINE', 'ONLINE']);
  });

  it('that was chosen holds, idle or not', async () => {
    await profile.select('DO_NOT_DISTURB');
    profile.idle = true;
    expect(both()).toEqual(['DO_NOT_DISTURB', 'DO_NOT_DISTURB']);
    await profile.select('OFFLINE');
    expect(both()).toEqual(['OFFLINE', 'OFFLINE']);
  });

  it('without a connection is offline', () => {
    server.phase = 'reconnecting';
    expect(both()).toEqual(['ONLINE', 'OFFLINE']);
  });
});
