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
  const match = /^((?:19[7-9]|20\d|21\d)\d)-(0[1-9]|1[0-2])$/.exec(name);
  if (match === null) return undefined;
  const [year, month] = [Number(match[1]), Number(match[2])];
  const from = startOf(year, month, timeZone);
  const to = month === 12 ? startOf(year + 1, 1, timeZone) : startOf(year, month + 1, timeZone);
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

const dueAfterMs = 2 * 3_600_000;

/** When the month begins on the zone's clocks. Twice, because the offset is the one at the instant looked for. */
function startOf(year: number, month: number, timeZone: string): Date {
  const wall = Date.UTC(year, month - 1, 1);
  const guess = wall - offsetAt(wall, timeZone);
  return new Date(wall - offsetAt(guess, timeZone));
}

function offsetAt(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  );
  return wall - Math.floor(instant / 1000) * 1000;
}
