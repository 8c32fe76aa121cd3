import { uuid } from '../../sdk';

const DEVICE_KEY = 'parley.device';

/**
 * The name under which the server knows this browser: readable, with a secret part that makes it this one, so that
 * nobody else's browser passes for it when sign-ins from new devices need a confirmation.
 */
export function deviceName(): string {
  let id = localStorage.getItem(DEVICE_KEY);
  if (!id) {
    id = uuid().replaceAll('-', '').slice(0, 16);
    localStorage.setItem(DEVICE_KEY, id);
  }
  return `${browserName(navigator.userAgent)} #${id}`;
}

/** The readable part of a device's name. */
export function readableDevice(name: string): string {
  return name.replace(/ #[0-9a-f]{16}$/, '');
}

/** "Firefox on Linux". Order matters: most browsers also claim to be some of the others. */
export function browserName(agent: string): string {
  const browser =
    /Edg[A-Z]*\//.test(agent) ? 'Edge'
    : /OPR\/|Opera/.test(agent) ? 'Opera'
    : /Firefox\/|FxiOS\//.test(agent) ? 'Firefox'
    : /Chrome\/|CriOS\/|Chromium\//.test(agent) ? 'Chrome'
    : /Safari\//.test(agent) ? 'Safari'
    : 'Browser';
  const system =
    /iPhone|iPad|iPod/.test(agent) ? 'iOS'
    : /Android/.test(agent) ? 'Android'
    : /Windows/.test(agent) ? 'Windows'
    : /CrOS/.test(agent) ? 'ChromeOS'
    : /Mac OS X|Macintosh/.test(agent) ? 'macOS'
    : /Linux|X11/.test(agent) ? 'Linux'
    : '';
  return system ? `${browser} on ${system}` : browser;
}
