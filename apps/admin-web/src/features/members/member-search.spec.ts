import { describe, expect, it } from 'vitest';
import { isNarrowed, parseMemberSearch } from './member-search.ts';

describe('parseMemberSearch', () => {
  it.each([
    ['nothing narrows nothing', {}, {}],
    [
      'every filter is kept',
      { text: '田中', kind: 'managed', state: 'active', role: 'guest', sort: 'email', order: 'desc' },
      { text: '田中', kind: 'managed', state: 'active', role: 'guest', sort: 'email', order: 'desc' },
    ],
    ['the default order is not repeated in the address', { sort: 'name', order: 'asc' }, {}],
    ['a staff number that the router read as a number is text', { text: 1024 }, { text: '1024' }],
    ['unknown values are left out', { kind: 'robot', state: 'deleted', role: 'king', sort: 'shoe', order: 'up' }, {}],
    ['an emptied filter goes', { text: '', state: '' }, {}],
  ])('%s', (_sentence, address, expected) => {
    expect(parseMemberSearch(address)).toEqual(expected);
  });
});

describe('isNarrowed', () => {
  it('does not take sorting for narrowing', () => {
    expect(isNarrowed({ sort: 'email', order: 'desc' })).toBe(false);
    expect(isNarrowed({ state: 'active' })).toBe(true);
  });
});
