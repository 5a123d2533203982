import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type ja from '../../locales/ja/index.ts';
import { chooseLanguage, isLanguage, type Language, readStoredLanguage, storeLanguage } from './languages.ts';

/** One language's texts arrive in one chunk of their own; the other is fetched when somebody switches. */
const loaders = {
  ja: () => import('../../locales/ja/index.ts'),
  en: () => import('../../locales/en/index.ts'),
} satisfies Record<Language, () => Promise<unknown>>;

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof ja };
    enableSelector: false;
  }
}

export async function startI18n(): Promise<i18n> {
  const language = chooseLanguage(readStoredLanguage(), navigator.languages);
  const { default: texts } = await loaders[language]();
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: texts } },
    interpolation: { escapeValue: false },
    returnNull: false,
    // Permissions such as `members:read` are keys.
    nsSeparator: false,
  });
  document.documentElement.lang = language;
  return i18next;
}

export async function switchLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const { default: texts } = await loaders[language]();
    i18next.addResourceBundle(language, 'translation', texts);
  }
  storeLanguage(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'ja';
}
