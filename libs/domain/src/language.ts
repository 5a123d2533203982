/** The languages every text exists in. BCP 47 primary subtags. */
export type Language = 'ja' | 'en';

/** A text a person may see, in each language. */
export type LocalisedText = Readonly<Record<Language, string>>;
