import { DomainError } from './errors.ts';
import type { Decision } from './events.ts';
import type { Language } from './language.ts';

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

/** What a new organisation is made from. */
export interface NewOrganisation {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly defaultLanguage: Language;
  readonly emailDomainRule: EmailDomainRule;
}

export function decideCreateOrganisation(wanted: NewOrganisation, now: Date): Decision<Organisation> {
  const name = parseOrganisationName(wanted.name);
  return {
    next: { ...wanted, name, timeZone: parseTimeZone(wanted.timeZone), createdAt: now, deletedAt: null },
    events: [{ type: 'organisation.created', name }],
  };
}

/** Changes an organisation's settings. A change that changes nothing has no events. */
export function decideChangeOrganisation(
  before: Organisation,
  change: {
    readonly name?: string | undefined;
    readonly timeZone?: string | undefined;
    readonly defaultLanguage?: Language | undefined;
  },
): Decision<Organisation> {
  const next: Organisation = {
    ...before,
    name: change.name === undefined ? before.name : parseOrganisationName(change.name),
    timeZone: change.timeZone === undefined ? before.timeZone : parseTimeZone(change.timeZone),
    defaultLanguage: change.defaultLanguage ?? before.defaultLanguage,
  };
  const changed = (['name', 'timeZone', 'defaultLanguage'] as const).filter((field) => next[field] !== before[field]);
  return { next, events: changed.length === 0 ? [] : [{ type: 'organisation.settings-changed', changed }] };
}

/**
 * Sets which addresses managed accounts may have. Only while there are none: under the waived rule accounts hold no
 * sign-in address, so those there are would gain or lose theirs, and might collide.
 */
export function decideSetEmailDomainRule(
  before: Organisation,
  rule: EmailDomainRule,
  managedAccounts: number,
): Decision<Organisation> {
  if (rule === before.emailDomainRule) return { next: before, events: [] };
  if (managedAccounts > 0) {
    throw new DomainError('organisation.has-managed-accounts', {
      ja: `管理対象アカウントが ${managedAccounts} 件あるため、メールドメインの扱いは変更できません。`,
      en: `The e-mail domain rule can't change while the organisation has ${managedAccounts} managed account(s).`,
    });
  }
  return {
    next: { ...before, emailDomainRule: rule },
    events: [{ type: 'organisation.settings-changed', changed: [`emailDomainRule (${rule})`] }],
  };
}

/** An IANA time zone name that this runtime knows. Bare offsets are refused: they know nothing of summer time. */
export function parseTimeZone(name: string): string {
  if (/^[A-Za-z]/.test(name) && isKnownTimeZone(name)) return name;
  throw new DomainError(
    'organisation.time-zone-unknown',
    {
      ja: `「${name}」というタイムゾーンはありません。Asia/Tokyo のように指定してください。`,
      en: `There is no time zone called ${name}. It should look like Asia/Tokyo.`,
    },
    'timeZone',
  );
}

function isKnownTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function parseOrganisationName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length > 0) return trimmed;
  throw new DomainError(
    'organisation.name-missing',
    { ja: '組織名を入力してください。', en: 'A name for the organisation is needed.' },
    'name',
  );
}
