import { useTranslation } from 'react-i18next';
import { isLanguage, type Language } from './languages.ts';

/** The language on the screen. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return isLanguage(i18n.language) ? i18n.language : 'ja';
}

/** A text that exists in each language, in the reader's. */
export function useLocalised(): (text: { readonly ja: string; readonly en: string }) => string {
  const language = useLanguage();
  return (text) => text[language];
}
