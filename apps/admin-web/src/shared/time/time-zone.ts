import { zoneOffset } from '@sekisho/audit-events';
import { createContext, use } from 'react';

/** The zone the reader's times are shown in: the account's, or the browser's where nobody is signed in. IANA name. */
export const TimeZoneContext = createContext(browserTimeZone());

export function useTimeZone(): string {
  return use(TimeZoneContext);
}

export function browserTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * The instant at which clocks in `timeZone` show `wallTime` (`2026-04-01T09:00`), or null when it is no time.
 * In the hour that repeats when summer time ends, the later one; a time that is skipped gives the instant of the jump's other side.
 */
export function zonedToInstant(wallTime: string, timeZone: string): Date | null {
  const asUtc = new Date(`${wallTime.length === 16 ? `${wallTime}:00` : wallTime}Z`);
  if (Number.isNaN(asUtc.getTime())) return null;
  const guess = asUtc.getTime() - zoneOffset(timeZone, asUtc.getTime());
  return new Date(asUtc.getTime() - zoneOffset(timeZone, guess));
}

/** What clocks in `timeZone` show at `instant`, as an `<input type="datetime-local">` wants it: `2026-04-01T09:00`. */
export function instantToZoned(instant: Date, timeZone: string): string {
  return new Date(instant.getTime() + zoneOffset(timeZone, instant.getTime())).toISOString().slice(0, 16);
}
