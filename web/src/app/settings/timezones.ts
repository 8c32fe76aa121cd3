/** "Europe/Berlin, GMT +1:00": the form other clients of the protocol use as well. */
export function timezoneText(zone: string, now = new Date()): string {
  const part = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(now)
    .find(({ type }) => type === 'timeZoneName')!.value;
  const offset = /GMT([+-])0?(\d+):(\d+)/.exec(part);
  return `${zone}, GMT ${offset ? `${offset[1]}${offset[2]}:${offset[3]}` : '+0:00'}`;
}

/** All zones to choose from: the one of this device first, and `present` even when it isn't known here. */
export function timezones(present: string, now = new Date()): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  const texts = [...new Set([own, ...known])].filter(Boolean).map((zone) => timezoneText(zone, now));
  return present && !texts.includes(present) ? [present, ...texts] : texts;
}
