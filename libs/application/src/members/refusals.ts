import { DomainError, emailKey } from '@sekisho/domain';
import { type Database, findAccountByEmail, uniqueViolation } from '@sekisho/storage';
import type { Kysely } from 'kysely';

/** Refusals that only the stored rows can give. */

export function accountNotFound(): DomainError {
  return new DomainError('account.not-found', {
    ja: 'このアカウントは見つかりませんでした。すでに削除された可能性があります。',
    en: 'There is no such account. It may have been deleted.',
  });
}

/**
 * What a failed write of an account means: a taken address or unique id as a {@link DomainError} that says what to do,
 * anything else as it was. Says nothing about an account of another organisation but that the address is taken.
 */
export async function explainAccountConflict(
  db: Kysely<Database>,
  organisationId: string,
  wanted: { readonly email?: string | null | undefined; readonly uniqueId?: string | null | undefined },
  error: unknown,
): Promise<unknown> {
  const violated = uniqueViolation(error);
  if (violated === 'accounts_unique_id') {
    return new DomainError(
      'account.unique-id-in-use',
      {
        ja: `ユニークID「${wanted.uniqueId}」は、ほかのアカウントで使われています。`,
        en: `The unique id ${wanted.uniqueId} belongs to another account.`,
      },
      'uniqueId',
    );
  }
  if (violated !== 'accounts_email' || wanted.email === undefined || wanted.email === null) return error;
  const holder = await findAccountByEmail(db, emailKey(wanted.email));
  if (holder?.managedBy === organisationId) {
    return new DomainError(
      'account.email-in-use',
      {
        ja: `${wanted.email} は、この組織の別の管理対象アカウント (${holder.name} さん) で使われています。`,
        en: `${wanted.email} belongs to another managed account of this organisation (${holder.name}).`,
      },
      'email',
    );
  }
  return new DomainError(
    'account.email-in-use-elsewhere',
    {
      ja: `${wanted.email} はすでに別のアカウントで使われています。本人のヌーラボアカウントであれば、組織に招待してから管理対象アカウントへ切り替えてください。`,
      en: `${wanted.email} is already used by another account. If it is the person's own account, invite it and switch it to a managed account.`,
    },
    'email',
  );
}
