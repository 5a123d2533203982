import { browserTimeZone } from './time-zone.ts';

/** The IANA zones to choose from, the reader's own among them even where the browser's list lacks it. */
export function timeZones(): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return [...new Set(['Asia/Tokyo', browserTimeZone(), 'UTC', ...known])];
}
