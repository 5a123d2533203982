/** Instants in the reader's time zone and language, with UTC at hand. */

/** `2026/07/01 09:05:03` or `01 Jul 2026, 09:05:03`, in the reader's zone. */
export function formatDateTime(instant: string | Date, language: string, timeZone: string): string {
  return formatter(language, timeZone, 'second').format(toDate(instant));
}

export function formatDate(instant: string | Date, language: string, timeZone: string): string {
  return formatter(language, timeZone, 'day').format(toDate(instant));
}

/** The same instant in UTC to the second, e.g. `2026-07-01T00:05:03Z`. */
export function formatUtc(instant: string | Date): string {
  return toDate(instant)
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z');
}

function toDate(instant: string | Date): Date {
  return instant instanceof Date ? instant : new Date(instant);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Formatters are dear to make and a list shows hundreds of instants, so each is made once. */
function formatter(language: string, timeZone: string, precision: 'second' | 'day'): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${precision}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const date = { year: 'numeric', month: language === 'ja' ? '2-digit' : 'short', day: '2-digit', timeZone } as const;
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const locale = language === 'en' ? 'en-GB' : language;
  const made = new Intl.DateTimeFormat(locale, precision === 'second' ? { ...date, ...time } : date);
  formatters.set(key, made);
  return made;
}
