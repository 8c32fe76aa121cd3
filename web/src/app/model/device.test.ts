import { afterEach, expect, it, vi } from 'vitest';
import { browserName, deviceName, readableDevice } from './device';

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36', 'Chrome on Windows'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0', 'Edge on Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile Safari/604.1', 'Safari on iOS'],
  ['Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36', 'Chrome on Android'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/17.5 Safari/605.1', 'Safari on macOS'],
  ['curl/8', 'Browser'],
])('%s is %s', (agent, name) => expect(browserName(agent)).toBe(name));

it('stays the same browser, and no other one', () => {
  const browser = () => {
    const store = new Map<string, string>();
    vi.stubGlobal('localStorage', { getItem: (key: string) => store.get(key) ?? null, setItem: store.set.bind(store) });
  };
  vi.stubGlobal('navigator', { userAgent: 'X11; Linux Firefox/128.0' });
  browser();
  const name = deviceName();
  expect(name).toMatch(/^Firefox on Linux #[0-9a-f]{16}$/);
  expect(deviceName()).toBe(name);
  expect(readableDevice(name)).toBe('Firefox on Linux');
  expect(readableDevice('phone #12')).toBe('phone #12');
  browser();
  expect(deviceName()).not.toBe(name);
});
