import { DomainError, type Organisation } from '@sekisho/domain';
import { type Database, findOrganisation } from '@sekisho/storage';
import type { Kysely } from 'kysely';

/** The organisation, or the refusal that says there is none. */
export async function requireOrganisation(db: Kysely<Database>, organisationId: string): Promise<Organisation> {
  const organisation = await findOrganisation(db, organisationId);
  if (organisation === null) throw organisationNotFound();
  return organisation;
}

export function organisationNotFound(): DomainError {
  return new DomainError('organisation.not-found', {
    ja: 'この組織は見つかりませんでした。すでに削除された可能性があります。',
    en: 'There is no such organisation. It may have been deleted.',
  });
}
