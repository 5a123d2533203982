import { DomainError } from './errors.ts';

/** When the access log of a month is handed out. Its months are those of UTC, for everybody. */

/** The 10th of the following month, 00:00 UTC. `monthEnd` is the first instant after the month. */
export function accessLogAvailableFrom(monthEnd: Date): Date {
  return new Date(monthEnd.getTime() + 9 * 86_400_000);
}

/** Refuses a month before its day has come, and says which day that is. `month`: `2026-04`. */
export function assertAccessLogAvailable(month: string, monthEnd: Date, now: Date): void {
  const from = accessLogAvailableFrom(monthEnd);
  if (from <= now) return;
  const day = from.toISOString().slice(0, 10);
  throw new DomainError(
    'access-log.not-yet-available',
    {
      ja: `${month} のアクセスログは ${day} 00:00 (UTC) から取得できます。それ以降にもう一度お試しください。`,
      en: `The access log of ${month} is available from ${day} 00:00 UTC. Try again then.`,
    },
    'month',
  );
}
