import { DomainError } from './errors.ts';
import type { Decision, DomainEvent } from './events.ts';

/**
 * Verified e-mail domains. An organisation proves a domain by a DNS TXT record, and the proof is checked again daily.
 * A lapsed record warns and stops new accounts; it never locks anybody out.
 */

/** `pending`: never proven. `verified`: proven. `lapsed`: was proven, and the record has gone. */
export type EmailDomainState = 'pending' | 'verified' | 'lapsed';

/**
 * `dns`: by the TXT record, looked at daily. `operator`: whoever runs the installation vouches for it, as for a domain
 * inside a company's own network that no public name server knows; such a domain never lapses.
 */
export type EmailDomainProof = 'dns' | 'operator';

export interface EmailDomain {
  readonly organisationId: string;
  /** Lower-case ASCII (punycode) form, e.g. `example.co.jp`. */
  readonly name: string;
  readonly state: EmailDomainState;
  readonly proof: EmailDomainProof;
  /** What the TXT record must contain: `sekisho-verification=<challenge>`. */
  readonly challenge: string;
  readonly verifiedAt: Date | null;
  readonly checkedAt: Date | null;
}

/** The TXT record value that proves `domain`. */
export function verificationRecord(domain: Pick<EmailDomain, 'challenge'>): string {
  return `sekisho-verification=${domain.challenge}`;
}

/**
 * What a DNS answer means for a domain. `records` is null when the resolver gave no answer (time-out, SERVFAIL):
 * that proves nothing either way, so the state stays.
 */
export function decideVerification(
  domain: EmailDomain,
  records: readonly string[] | null,
  now: Date,
): Decision<EmailDomain> {
  if (records === null) return { next: { ...domain, checkedAt: now }, events: [] };
  const proven = domain.proof === 'operator' || records.some((record) => record.trim() === verificationRecord(domain));
  const state: EmailDomainState = proven ? 'verified' : domain.state === 'pending' ? 'pending' : 'lapsed';
  const events: DomainEvent[] = [];
  if (state === 'verified' && domain.state !== 'verified')
    events.push({ type: 'domain.verified', domain: domain.name });
  if (state === 'lapsed' && domain.state !== 'lapsed') events.push({ type: 'domain.lapsed', domain: domain.name });
  return {
    next: {
      ...domain,
      state,
      verifiedAt: proven ? (domain.verifiedAt ?? now) : domain.verifiedAt,
      checkedAt: now,
    },
    events,
  };
}

/** Adds a domain, unproven. */
export function decideAddDomain(wanted: {
  readonly organisationId: string;
  readonly name: string;
  readonly challenge: string;
}): Decision<EmailDomain> {
  const name = parseDomainName(wanted.name);
  return {
    next: { ...wanted, name, state: 'pending', proof: 'dns', verifiedAt: null, checkedAt: null },
    events: [{ type: 'domain.added', domain: name }],
  };
}

/** Takes the operator's word for a domain, whatever DNS says. One that is vouched for already stays as it is. */
export function decideVouchForDomain(domain: EmailDomain, now: Date): Decision<EmailDomain> {
  if (domain.proof === 'operator') return { next: domain, events: [] };
  const next: EmailDomain = { ...domain, proof: 'operator', state: 'verified', verifiedAt: now, checkedAt: now };
  return { next, events: domain.state === 'verified' ? [] : [{ type: 'domain.verified', domain: domain.name }] };
}

/** Removes a domain that no managed account's address is on: another organisation may prove it from then on. */
export function decideRemoveDomain(domain: EmailDomain, managedAccounts: number): Decision<null> {
  if (managedAccounts > 0) {
    throw new DomainError('domain.has-accounts', {
      ja: `${domain.name} のメールアドレスを使う管理対象アカウントが ${managedAccounts} 件あるため、削除できません。先にアカウントのメールアドレスを変更するか、アカウントを削除してください。`,
      en: `${managedAccounts} managed account(s) have addresses on ${domain.name}, so it can't be removed. Change or delete those accounts first.`,
    });
  }
  return { next: null, events: [{ type: 'domain.removed', domain: domain.name }] };
}

/**
 * The lower-case ASCII form of a domain name as a person types it: Japanese names become punycode, a leading `@` is
 * forgiven. Refuses addresses, IP addresses, single labels and anything with a path or port.
 */
export function parseDomainName(text: string): string {
  const trimmed = text.trim().replace(/^@/, '');
  const name = /[\s/:@?#%\\[\]]/.test(trimmed) ? null : asciiHost(trimmed);
  if (name !== null && name.length <= 253 && hostName.test(name)) return name;
  throw new DomainError(
    'domain.invalid',
    {
      ja: `「${text}」はドメイン名として正しくありません。example.co.jp のように入力してください。`,
      en: `${text} is not a domain name. It should look like example.co.jp.`,
    },
    'name',
  );
}

/** Two labels or more; the last has a letter, which no IPv4 address has. */
const hostName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function asciiHost(text: string): string | null {
  try {
    return new URL(`http://${text}`).hostname.toLowerCase().replace(/\.$/, '');
  } catch {
    return null;
  }
}

/** The domain part of an address in lower case, or null when it has none. */
export function domainOf(email: string): string | null {
  const at = email.lastIndexOf('@');
  return at > 0 && at < email.length - 1 ? email.slice(at + 1).toLowerCase() : null;
}
