/**
 * Verified e-mail domains. An organisation proves a domain by a DNS TXT record, and the proof is checked again daily.
 * A lapsed record warns and stops new accounts; it never locks anybody out.
 */

/** `pending`: never proven. `verified`: proven. `lapsed`: was proven, and the record has gone. */
export type EmailDomainState = 'pending' | 'verified' | 'lapsed';

export interface EmailDomain {
  readonly organisationId: string;
  /** Lower-case ASCII (punycode) form, e.g. `example.co.jp`. */
  readonly name: string;
  readonly state: EmailDomainState;
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
export function decideVerification(domain: EmailDomain, records: readonly string[] | null, now: Date): EmailDomain {
  if (records === null) return { ...domain, checkedAt: now };
  const proven = records.some((record) => record.trim() === verificationRecord(domain));
  if (proven) return { ...domain, state: 'verified', verifiedAt: domain.verifiedAt ?? now, checkedAt: now };
  return { ...domain, state: domain.state === 'pending' ? 'pending' : 'lapsed', checkedAt: now };
}

/** The domain part of an address in lower case, or null when it has none. */
export function domainOf(email: string): string | null {
  const at = email.lastIndexOf('@');
  return at > 0 && at < email.length - 1 ? email.slice(at + 1).toLowerCase() : null;
}
