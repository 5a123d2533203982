import { describe, expect, it } from 'vitest';
import {
  decideChangeSavedSearch,
  decideDeleteSavedSearch,
  decideSaveSearch,
  mostSavedSearches,
  type SavedSearch,
} from './saved-search.ts';
import { earlier, now, outcomeOf } from './testing/samples.ts';

const wanted = {
  id: 'search_b',
  organisationId: 'org_a',
  name: ' 課題の削除 ',
  query: { event: 'Delete an issue', range: '7d' },
  ownerId: null,
} as const;

const saved: SavedSearch = { ...wanted, name: '課題の削除', createdAt: earlier, updatedAt: earlier };
const other = { id: 'search_c', name: 'Ｄｏｗｎｌｏａｄｓ' };

describe('saved searches', () => {
  it('is saved under its trimmed name', () => {
    const { next, events } = decideSaveSearch(wanted, [other], now);
    expect(next).toEqual({ ...saved, createdAt: now, updatedAt: now });
    expect(events).toEqual([{ type: 'saved-search.created', searchName: '課題の削除' }]);
  });

  it.each<[string, string, readonly Pick<SavedSearch, 'id' | 'name'>[], string]>([
    ['no name', ' ', [], 'saved-search.name-missing'],
    ['a name that another has', '課題の削除', [{ id: 'search_c', name: '課題の削除' }], 'saved-search.name-in-use'],
    ['a name that differs by case and width only', 'downloads', [other], 'saved-search.name-in-use'],
    ['its own name', '課題の削除', [saved], 'accepted'],
    [
      'one too many',
      'x',
      Array.from({ length: mostSavedSearches }, (_, index) => ({ id: `${index}`, name: `${index}` })),
      'saved-search.limit-reached',
    ],
  ])('%s', (_sentence, name, others, expected) => {
    expect(outcomeOf(() => decideSaveSearch({ ...wanted, name }, others, now))).toBe(expected);
  });

  it.each<[string, Parameters<typeof decideChangeSavedSearch>[1], string[]]>([
    ['nothing', {}, []],
    ['the same', { name: saved.name, query: saved.query }, []],
    ['its name', { name: '削除' }, ['name']],
    ['all', { name: '削除', query: { text: '削除' } }, ['name', 'query']],
  ])('changing %s', (_sentence, change, expected) => {
    const { events } = decideChangeSavedSearch(saved, change, [saved, other], now);
    expect(events).toEqual(
      expected.length === 0
        ? []
        : [{ type: 'saved-search.updated', searchName: change.name ?? saved.name, changed: expected }],
    );
  });

  it('refuses a change to a name that another has', () => {
    expect(outcomeOf(() => decideChangeSavedSearch(saved, { name: 'DOWNLOADS' }, [saved, other], now))).toBe(
      'saved-search.name-in-use',
    );
  });

  it('says which one was deleted', () => {
    expect(decideDeleteSavedSearch(saved).events).toEqual([{ type: 'saved-search.deleted', searchName: '課題の削除' }]);
  });
});
