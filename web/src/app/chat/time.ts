const TIME = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const DATE = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const LONG = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const LONG_WITH_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

/** Whole days from `date` to `now`, by the calendar. */
function daysAgo(date: Date, now: Date): number {
  const start = (day: Date) => Date.UTC(day.getFullYear(), day.getMonth(), day.getDate());
  return Math.round((start(now) - start(date)) / 86_400_000);
}

export const clock = (ms: number): string => TIME.format(ms);
export const fullDate = (ms: number): string => FULL.format(ms);

/** As short as a list can have it: today the time, this week the day, else the date. */
export function shortDate(ms: number, now = new Date()): string {
  const days = daysAgo(new Date(ms), now);
  if (days <= 0) return TIME.format(ms);
  if (days === 1) return 'Yesterday';
  return days < 7 ? WEEKDAY.format(ms) : DATE.format(ms);
}

/** Heading of a day in a conversation. */
export function dayHeading(ms: number, now = new Date()): string {
  const date = new Date(ms);
  const days = daysAgo(date, now);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return date.getFullYear() === now.getFullYear() ? LONG.format(ms) : LONG_WITH_YEAR.format(ms);
}

/** Length of a meeting in words. */
export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return `${hours} h${rest ? ` ${rest} min` : ''}`;
}
