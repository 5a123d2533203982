import {
  DomainError,
  decideChangeSavedSearch,
  decideDeleteSavedSearch,
  decideSaveSearch,
  type SavedQuery,
  type SavedSearch,
} from '@sekisho/domain';
import {
  type Database,
  deleteSavedSearch,
  insertSavedSearch,
  listSavedSearches,
  lockOrganisation,
  lockSavedSearch,
  updateSavedSearch,
} from '@sekisho/storage';
import type { Kysely, Transaction } from 'kysely';
import { describeActor } from '../audit-trail/describe-event.ts';
import { recordEvents } from '../audit-trail/record-events.ts';
import { organisationNotFound } from '../organisations/require-organisation.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';

/** Searches of the audit log under a name: shared, or of the actor alone. Somebody else's private ones are not there. */

/** Those that the actor may see, by name. */
export async function searchesOf(
  { db }: { readonly db: Kysely<Database> },
  scope: TenantScope,
): Promise<readonly SavedSearch[]> {
  return listSavedSearches(db, scope.organisationId, readerOf(scope));
}

export async function saveSearch(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  wanted: { readonly name: string; readonly query: SavedQuery; readonly shared: boolean },
): Promise<SavedSearch> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return db.transaction().execute(async (trx) => {
    // Held, so that the number and the names stay what they are until the end.
    if ((await lockOrganisation(trx, scope.organisationId)) === null) throw organisationNotFound();
    const ownerId = wanted.shared ? null : readerOf(scope);
    const { next, events } = decideSaveSearch(
      { id: ids.uuid(), organisationId: scope.organisationId, name: wanted.name, query: wanted.query, ownerId },
      await othersIn(trx, scope, ownerId),
      now,
    );
    await insertSavedSearch(trx, next);
    await recordEvents(trx, events, { ...scope, now, ids });
    return next;
  });
}

export async function changeSavedSearch(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  searchId: string,
  change: Parameters<typeof decideChangeSavedSearch>[1],
): Promise<SavedSearch> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  return db.transaction().execute(async (trx) => {
    if ((await lockOrganisation(trx, scope.organisationId)) === null) throw organisationNotFound();
    const before = await requireLockedSearch(trx, scope, searchId);
    const others = await othersIn(trx, scope, before.ownerId);
    const { next, events } = decideChangeSavedSearch(before, change, others, now);
    if (events.length === 0) return before;
    await updateSavedSearch(trx, next);
    await recordEvents(trx, events, { ...scope, now, ids });
    return next;
  });
}

/** Removes a search. Alert rules that were made of it have a copy of what it looks for, and stay as they are. */
export async function removeSavedSearch(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  searchId: string,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  await db.transaction().execute(async (trx) => {
    const before = await requireLockedSearch(trx, scope, searchId);
    await deleteSavedSearch(trx, scope.organisationId, searchId);
    await recordEvents(trx, decideDeleteSavedSearch(before).events, { ...scope, now: clock.now(), ids });
  });
}

async function requireLockedSearch(
  trx: Transaction<Database>,
  scope: TenantScope,
  searchId: string,
): Promise<SavedSearch> {
  const search = await lockSavedSearch(trx, scope.organisationId, readerOf(scope), searchId);
  if (search === null) throw savedSearchNotFound();
  return search;
}

/** The refusal that says there is none, or none for this reader. */
export function savedSearchNotFound(): DomainError {
  return new DomainError('saved-search.not-found', {
    ja: 'この検索条件は見つかりませんでした。すでに削除された可能性があります。',
    en: 'There is no such saved search. It may have been deleted.',
  });
}

/** Those of the same list: all shared ones, or all of the actor's own. */
async function othersIn(
  trx: Transaction<Database>,
  scope: TenantScope,
  ownerId: string | null,
): Promise<readonly SavedSearch[]> {
  const visible = await listSavedSearches(trx, scope.organisationId, readerOf(scope));
  return visible.filter((search) => search.ownerId === ownerId);
}

/** The account, or the API key: as the audit log names it. */
function readerOf({ actor }: TenantScope): string {
  return describeActor(actor).operationUserId;
}
