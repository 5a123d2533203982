import { DomainError } from './errors.ts';
import type { Decision } from './events.ts';

/**
 * A search of the audit log that somebody gave a name: shared in the organisation, or private to whoever saved it. It holds
 * what to look for and not what was found, so it shows nothing that its reader may not see.
 */
export interface SavedSearch {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly query: SavedQuery;
  /** The account or API key that alone sees it; null: everybody in the organisation who may read the log. */
  readonly ownerId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * What the search looks for, as the audit log's page has it in its address, and when: a range that moves with the clock, or
 * fixed ends, or neither.
 */
export interface SavedQuery {
  readonly product?: string | undefined;
  readonly category?: string | undefined;
  readonly event?: string | undefined;
  /** Exact id, or part of name or e-mail. */
  readonly actor?: string | undefined;
  /** An address or a CIDR block. */
  readonly ip?: string | undefined;
  readonly text?: string | undefined;
  readonly range?: '1h' | '24h' | '7d' | '30d' | '90d' | 'all' | undefined;
  /** Inclusive, RFC 3339. */
  readonly from?: string | undefined;
  /** Exclusive, RFC 3339. */
  readonly to?: string | undefined;
}

export interface NewSavedSearch {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly query: SavedQuery;
  readonly ownerId: string | null;
}

/** How many there may be: shared in an organisation, and of each person's own. */
export const mostSavedSearches = 100;

/** `others` are those of the same list: all shared ones, or all of the same person's. */
export function decideSaveSearch(
  wanted: NewSavedSearch,
  others: readonly Pick<SavedSearch, 'id' | 'name'>[],
  now: Date,
): Decision<SavedSearch> {
  if (others.length >= mostSavedSearches) {
    throw new DomainError('saved-search.limit-reached', {
      ja: `保存できる検索条件は ${mostSavedSearches} 件までです。使っていないものを削除してください。`,
      en: `There can be ${mostSavedSearches} saved searches. Delete one that is not used.`,
    });
  }
  const name = parseName(wanted.name, wanted.id, others);
  return {
    next: { ...wanted, name, createdAt: now, updatedAt: now },
    events: [{ type: 'saved-search.created', searchName: name }],
  };
}

/** Renames a search or changes what it looks for. A change that changes nothing has no events. */
export function decideChangeSavedSearch(
  before: SavedSearch,
  change: { readonly name?: string | undefined; readonly query?: SavedQuery | undefined },
  others: readonly Pick<SavedSearch, 'id' | 'name'>[],
  now: Date,
): Decision<SavedSearch> {
  const next: SavedSearch = {
    ...before,
    name: change.name === undefined ? before.name : parseName(change.name, before.id, others),
    query: change.query ?? before.query,
    updatedAt: now,
  };
  const changed = (['name', 'query'] as const).filter(
    (field) => JSON.stringify(next[field]) !== JSON.stringify(before[field]),
  );
  if (changed.length === 0) return { next: before, events: [] };
  return { next, events: [{ type: 'saved-search.updated', searchName: next.name, changed }] };
}

export function decideDeleteSavedSearch(before: SavedSearch): Decision<null> {
  return { next: null, events: [{ type: 'saved-search.deleted', searchName: before.name }] };
}

/** Two names with one key can't be told apart: neither case nor width of letters counts. */
export function savedSearchNameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function parseName(name: string, id: string, others: readonly Pick<SavedSearch, 'id' | 'name'>[]): string {
  const trimmed = name.trim();
  if (trimmed.length === 0) {
    throw new DomainError(
      'saved-search.name-missing',
      { ja: '検索条件の名前を入力してください。', en: 'A name for the search is needed.' },
      'name',
    );
  }
  const key = savedSearchNameKey(trimmed);
  if (others.some((other) => other.id !== id && savedSearchNameKey(other.name) === key)) {
    throw new DomainError(
      'saved-search.name-in-use',
      {
        ja: `「${trimmed}」という検索条件はすでにあります。別の名前を付けてください。`,
        en: `There is a saved search called ${trimmed} already. Give another name.`,
      },
      'name',
    );
  }
  return trimmed;
}
