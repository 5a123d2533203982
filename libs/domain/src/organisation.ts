/** The languages every text exists in. BCP 47 primary subtags. */
export type Language = 'ja' | 'en';

/** A text a person may see, in each language. */
export type LocalisedText = Readonly<Record<Language, string>>;

/**
 * Which e-mail addresses a managed account may have.
 * - `verified`: only addresses on a domain the organisation has verified. The rule for everybody.
 * - `waived`: any address or none. Only an operator sets it, for organisations that exist to be tested against.
 *   Accounts there have no sign-in address, so they can't collide with anybody's.
 */
export type EmailDomainRule = 'verified' | 'waived';

/** The tenant (組織). */
export interface Organisation {
  /** Never given to another organisation, even after deletion. */
  readonly id: string;
  readonly name: string;
  /** IANA time zone: the organisation's days and, by choice, its months. */
  readonly timeZone: string;
  readonly defaultLanguage: Language;
  readonly emailDomainRule: EmailDomainRule;
  readonly createdAt: Date;
  readonly deletedAt: Date | null;
}
