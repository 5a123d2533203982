import type { LocalisedText } from '@sekisho/audit-events';

export type Language = keyof LocalisedText;

/** The operator's language, as the locale of the terminal or the service says (POSIX: `LC_ALL` before `LC_MESSAGES` before `LANG`). */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '');
  return locale?.toLowerCase().startsWith('ja') === true ? 'ja' : 'en';
}
