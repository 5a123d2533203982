import { useTranslation } from 'react-i18next';
import { isLanguage } from '../i18n/languages.ts';
import { type Explanation, explainError } from './explain-error.ts';

/** {@link explainError} in the language on the screen; null when nothing went wrong. */
export function useExplanation(error: unknown): Explanation | null {
  const { i18n } = useTranslation();
  if (error === null || error === undefined) return null;
  return explainError(error, isLanguage(i18n.language) ? i18n.language : 'ja');
}
