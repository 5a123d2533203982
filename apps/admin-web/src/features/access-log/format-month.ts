import type { Language } from '../../shared/i18n/languages.ts';

/** `2026-04` as people write it: 2026年4月, April 2026. */
export function formatMonth(month: string, language: Language): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  const locale = language === 'en' ? 'en-GB' : language;
  return new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(first);
}
