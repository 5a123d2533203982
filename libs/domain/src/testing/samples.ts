import type { Member } from '../account.ts';
import type { EmailDomain } from '../email-domain.ts';
import type { Actor } from '../events.ts';
import type { Organisation } from '../organisation.ts';

/** Plausible state for tests that are about one of its fields. */

export const now = new Date('2026-06-01T00:00:00.000Z');
export const earlier = new Date('2026-04-01T00:00:00.000Z');

export const organisation: Organisation = {
  id: 'org_a',
  name: '株式会社ミナモト',
  timeZone: 'Asia/Tokyo',
  defaultLanguage: 'ja',
  emailDomainRule: 'verified',
  createdAt: earlier,
  deletedAt: null,
};

export function emailDomain(overrides: Partial<EmailDomain> = {}): EmailDomain {
  return {
    organisationId: organisation.id,
    name: 'example.co.jp',
    state: 'verified',
    proof: 'dns',
    challenge: 'abc',
    verifiedAt: earlier,
    checkedAt: earlier,
    ...overrides,
  };
}

export function member(overrides: Partial<Member> = {}): Member {
  return {
    id: '01890000-0000-7000-8000-000000000001',
    organisationId: organisation.id,
    kind: 'managed',
    state: 'active',
    managedBy: overrides.kind === 'personal' ? null : organisation.id,
    email: 'taro@example.co.jp',
    name: '源 太郎',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    uniqueId: null,
    role: 'member',
    privileges: [],
    createdAt: earlier,
    updatedAt: earlier,
    ...overrides,
  };
}

export function actor(of: Partial<Member> = {}): Actor {
  const { id, name, email, role, privileges } = member({ role: 'administrator', ...of });
  return { kind: 'account', accountId: id, name, email, role, privileges, ipAddress: '192.0.2.1', userAgent: 'test' };
}

/** The code of the `DomainError` that `act` throws, or `accepted` when it throws none. */
export function outcomeOf(act: () => unknown): string {
  try {
    act();
    return 'accepted';
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}
