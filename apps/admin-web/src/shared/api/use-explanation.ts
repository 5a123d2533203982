import { useLanguage } from '../i18n/use-localised.ts';
import { type Explanation, explainError } from './explain-error.ts';

/** {@link explainError} in the language on the screen; null when nothing went wrong. */
export function useExplanation(error: unknown): Explanation | null {
  const language = useLanguage();
  return error === null || error === undefined ? null : explainError(error, language);
}
