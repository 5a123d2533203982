import { addDays, startOfDay } from '@sekisho/domain';

/** A calendar month as a time zone sees it: `2026-04`, from its first instant to the first of the next. */
export interface Month {
  readonly name: string;
  readonly timeZone: string;
  readonly from: Date;
  readonly to: Date;
  /** When its file is due: two hours after it ended. What is stored later makes a corrected file. */
  readonly dueAt: Date;
}

/** Reads `2026-04` (years 1970 to 2199); undefined when it is no month. The zone must exist. */
export function parseMonth(name: string, timeZone: string): Month | undefined {
  if (!/^(?:19[7-9]|20\d|21\d)\d-(?:0[1-9]|1[0-2])$/.test(name)) return undefined;
  const firstDay = `${name}-01`;
  const from = startOfDay(firstDay, timeZone);
  // Thirty-one days later it is some day of the next month.
  const to = startOfDay(`${addDays(firstDay, 31).slice(0, 7)}-01`, timeZone);
  return { name, timeZone, from, to, dueAt: new Date(to.getTime() + dueAfterMs) };
}

/** The last month in UTC whose files are due at `now`. */
export function latestDueMonth(now: Date): Month {
  const begun = new Date(now.getTime() - dueAfterMs);
  const before = new Date(Date.UTC(begun.getUTCFullYear(), begun.getUTCMonth() - 1, 1));
  const month = parseMonth(before.toISOString().slice(0, 7), 'UTC');
  if (month === undefined) throw new RangeError(`there is no month before ${now.toISOString()}`);
  return month;
}

/** The months in UTC whose files are due at `now`, oldest first, back to the first that ended after `since`. */
export function dueMonths(now: Date, since: Date): Month[] {
  const months: Month[] = [];
  for (let month = latestDueMonth(now); month.to > since; month = latestDueMonth(new Date(month.dueAt.getTime() - 1))) {
    months.unshift(month);
  }
  return months;
}

const dueAfterMs = 2 * 3_600_000;
