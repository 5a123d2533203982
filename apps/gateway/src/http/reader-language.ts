import type { Language } from '@sekisho/domain';
import type { Request } from 'express';

/** The language that `?lang` names, or the one the reader's browser asks for. English where neither is one of ours. */
export function readerLanguage(request: Request): Language {
  const asked = request.query['lang'];
  if (asked === 'ja' || asked === 'en') return asked;
  return request.acceptsLanguages('en', 'ja') === 'ja' ? 'ja' : 'en';
}
