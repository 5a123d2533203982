import {
  type Actor,
  DomainError,
  type DomainErrorCode,
  isTokenValid,
  type LocalisedText,
  type Member,
  type Permission,
  permissionsOf,
} from '@sekisho/domain';
import { openToken, type SecretKey, signToken } from '@sekisho/platform';
import { findApiKey, findMember } from '@sekisho/storage';
import type { UseCaseDependencies } from '../use-case.ts';

/**
 * Links to files of the audit log. A link says what it opens, for whom, and until when, and is signed with the
 * installation's key. What it does not say is whether that person may still read the log: that is looked up each time.
 * A person's link opens in that person's session only; see docs/decisions/0016.
 */

/** What a link opens. */
export type DownloadTarget =
  | { readonly kind: 'export'; readonly exportJobId: string }
  | {
      /** A monthly file in UTC. */
      readonly kind: 'month';
      readonly month: string;
      readonly product: string;
      readonly byteOrderMark: boolean;
    };

export interface DownloadGrant {
  readonly organisationId: string;
  readonly holder: DownloadHolder;
  readonly target: DownloadTarget;
  readonly expiresAt: Date;
}

export interface DownloadHolder {
  readonly kind: 'account' | 'api-key';
  readonly id: string;
}

/** How long a link for a program lives, in milliseconds. Whoever has it can open it, so it is short. */
export const apiKeyLinkMs = 15 * 60_000;

/** How long a link lives that a person makes, in milliseconds. */
export const personalLinkMs = 24 * 3_600_000;

export interface DownloadLinkDependencies {
  readonly secretKey: SecretKey;
  /** How people reach the gateway, without a trailing slash. */
  readonly publicUrl: string;
}

export function downloadAddress({ secretKey, publicUrl }: DownloadLinkDependencies, grant: DownloadGrant): string {
  const { organisationId, holder, target, expiresAt } = grant;
  const text = JSON.stringify({ organisationId, holder, target, expiresAt: expiresAt.getTime() } satisfies SignedGrant);
  return `${publicUrl}/admin/v1/audit-log/downloads/${signToken(secretKey, purpose, text)}`;
}

/** Reads a link. Throws a {@link DomainError} when it is not one of ours, or past its time. */
export function readDownloadToken(secretKey: SecretKey, token: string, now: Date): DownloadGrant {
  const text = openToken(secretKey, purpose, token);
  if (text === null) throw refusal('download-link.invalid', invalid);
  // Signed by us, so it is what we wrote.
  const grant: SignedGrant = JSON.parse(text);
  const expiresAt = new Date(grant.expiresAt);
  if (expiresAt <= now) throw refusal('download-link.expired', expired);
  return { ...grant, expiresAt };
}

/** The person whose session the request carries, if any. */
export interface DownloadReader {
  readonly organisationId: string;
  readonly member: Member;
}

/**
 * Whether the holder of the link may read the log now; throws when not, and returns null when the link is a person's and
 * nobody is signed in. The actor is the holder, for the audit log.
 */
export async function authoriseDownload(
  dependencies: UseCaseDependencies,
  grant: DownloadGrant,
  reader: DownloadReader | null,
  origin: { readonly ipAddress: string | null; readonly userAgent: string | null },
): Promise<Actor | null> {
  if (grant.holder.kind === 'api-key') return authoriseKey(dependencies, grant, origin);
  if (reader === null) return null;
  if (reader.member.id !== grant.holder.id || reader.organisationId !== grant.organisationId) {
    throw refusal('download-link.of-somebody-else', ofSomebodyElse);
  }
  const member = await findMember(dependencies.db, grant.organisationId, grant.holder.id);
  if (member === null || !permissionsOf(member).includes(needed)) {
    throw refusal('download-link.not-permitted', notPermitted);
  }
  const { id, name, email, role, privileges } = member;
  return { kind: 'account', accountId: id, name, email, role, privileges, ...origin };
}

async function authoriseKey(
  { db, clock }: UseCaseDependencies,
  { organisationId, holder }: DownloadGrant,
  origin: { readonly ipAddress: string | null; readonly userAgent: string | null },
): Promise<Actor> {
  const key = await findApiKey(db, organisationId, holder.id);
  if (key === null || !isTokenValid(key, clock.now()) || !key.scopes.includes(needed)) {
    throw refusal('download-link.key-invalid', keyInvalid);
  }
  return { kind: 'api-key', keyId: key.id, name: key.name, permissions: key.scopes, ...origin };
}

interface SignedGrant extends Omit<DownloadGrant, 'expiresAt'> {
  readonly expiresAt: number;
}

const purpose = 'download links';

const needed: Permission = 'audit-log:read';

function refusal(code: DomainErrorCode, explanation: LocalisedText): DomainError {
  return new DomainError(code, explanation);
}

const invalid: LocalisedText = {
  ja: 'このリンクは正しくありません。メールの途中で改行されていないか確認するか、監査ログの画面からダウンロードし直してください。',
  en: 'This is not a valid link. See whether the mail has broken it in two, or download from the audit log page.',
};
const expired: LocalisedText = {
  ja: 'このリンクの有効期限が切れました。監査ログの画面からダウンロードし直してください。',
  en: 'This link has expired. Download from the audit log page again.',
};
const ofSomebodyElse: LocalisedText = {
  ja: 'このリンクは別の人のために作られました。監査ログの画面から自分のリンクでダウンロードしてください。',
  en: 'This link was made for another person. Download with a link of your own from the audit log page.',
};
const notPermitted: LocalisedText = {
  ja: '監査ログを閲覧する権限がなくなったため、このリンクは使えません。組織の管理者に相談してください。',
  en: 'You may no longer read the audit log, so this link does not open. Ask an administrator of your organisation.',
};
const keyInvalid: LocalisedText = {
  ja: 'このリンクを作成した API キーは、失効したか、監査ログを閲覧する権限がありません。有効なキーでリンクを作り直してください。',
  en: 'The API key that made this link has been revoked or may not read the audit log. Make another link with a valid key.',
};
