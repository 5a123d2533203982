/** Days of a calendar, as a time zone's clocks count them. */

/** The day that the zone's clocks show at the instant: `2026-04-01`. */
export function dayAt(instant: Date, timeZone: string): string {
  return formatterOf(timeZone).format(instant);
}

/** The day `count` days later. */
export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00.000Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/**
 * The first instant of the day on the zone's clocks. Most often midnight; where summer time begins at midnight there is
 * none, and the day begins at one o'clock. Looked for by halves, because the day that clocks show never goes back.
 */
export function startOfDay(day: string, timeZone: string): Date {
  const utc = Date.parse(`${day}T00:00:00.000Z`);
  let before = utc - 15 * hourMs;
  let reached = utc + 15 * hourMs;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (dayAt(new Date(middle), timeZone) >= day) reached = middle;
    else before = middle;
  }
  return new Date(reached);
}

const hourMs = 3_600_000;

/** A formatter takes longer to make than to use. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  // Sweden writes dates as ISO 8601 does.
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formatters.set(timeZone, made);
  return made;
}
