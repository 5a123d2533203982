import { describe, expect, it } from 'vitest';
import { type AuditSearch, isNarrowed, parseAuditSearch, spanOf } from './audit-search.ts';

describe('parseAuditSearch', () => {
  it.each([
    ['nothing asks for the default range', {}, {}],
    ['the default range is not repeated in the address', { range: '30d' }, {}],
    ['another range is kept', { range: '24h' }, { range: '24h' }],
    ['an unknown range is left out', { range: '2y' }, {}],
    [
      'instants win over a range',
      { range: '24h', from: '2026-04-01T09:00:00+09:00' },
      { from: '2026-04-01T00:00:00.000Z' },
    ],
    ['no instant is left out', { from: 'yesterday', to: 5 }, {}],
    [
      'texts are trimmed and empty ones dropped',
      { text: '  MARKETING-15 ', actor: ' ', ip: '' },
      { text: 'MARKETING-15' },
    ],
    ['a number that the router read is text again', { text: 42 }, { text: '42' }],
    ['what belongs to no filter is ignored', { colour: 'red', product: 'Backlog' }, { product: 'Backlog' }],
    ['what is no text is ignored', { product: ['Backlog'], event: { a: 1 } }, {}],
  ])('%s', (_sentence, address, expected) => {
    expect(parseAuditSearch(address)).toEqual(expected);
  });

  it('reads its own result back unchanged', () => {
    const search: AuditSearch = {
      from: '2026-04-01T00:00:00.000Z',
      to: '2026-05-01T00:00:00.000Z',
      product: 'Apps',
      text: '株式会社',
      id: '0197',
    };
    expect(parseAuditSearch({ ...search })).toEqual(search);
  });
});

describe('spanOf', () => {
  const now = new Date('2026-04-30T12:00:00.000Z');

  it.each<[string, AuditSearch, object]>([
    ['counts 30 days back where nothing is said', {}, { from: '2026-03-31T12:00:00.000Z' }],
    ['counts a moving range back from now', { range: '1h' }, { from: '2026-04-30T11:00:00.000Z' }],
    ['has open ends for everything', { range: 'all' }, {}],
    ['leaves the other end open', { to: '2026-04-01T00:00:00.000Z' }, { to: '2026-04-01T00:00:00.000Z' }],
  ])('%s', (_sentence, search, expected) => {
    expect(spanOf(search, now)).toEqual(expected);
  });
});

describe('isNarrowed', () => {
  it.each<[string, AuditSearch, boolean]>([
    ['time alone does not narrow', { range: '24h' }, false],
    ['an open event does not narrow', { id: 'x' }, false],
    ['a filter does', { category: 'Issue' }, true],
  ])('%s', (_sentence, search, expected) => {
    expect(isNarrowed(search)).toBe(expected);
  });
});
