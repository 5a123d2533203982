/** The languages the app speaks, and which of them a person reads. */
export const languages = ['ja', 'en'] as const;

export type Language = (typeof languages)[number];

const storageKey = 'sekisho-language';

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value);
}

/** The stored choice, else the first of the browser's languages that we speak, else Japanese. */
export function chooseLanguage(stored: string | null, preferred: readonly string[]): Language {
  if (isLanguage(stored)) return stored;
  const subtags = preferred.map((tag) => tag.toLowerCase().split('-')[0]);
  return subtags.find(isLanguage) ?? 'ja';
}

export function readStoredLanguage(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
    return null;
  }
}

export function storeLanguage(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // As above.
  }
}
