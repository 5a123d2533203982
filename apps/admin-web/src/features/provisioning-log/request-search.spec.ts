import { describe, expect, it } from 'vitest';
import { isNarrowed, parseRequestSearch, requestQueryOf } from './request-search.ts';

const now = new Date('2026-11-27T06:00:00.000Z');

describe('the search of the provisioning log', () => {
  it('is read from an address, and what is not understood is left out', () => {
    expect(parseRequestSearch({ range: '24h', text: ' sato ', result: 'problems', id: 'x', more: 1 })).toEqual({
      range: '24h',
      text: 'sato',
      result: 'problems',
      id: 'x',
    });
    expect(parseRequestSearch({ range: '7d', text: '', result: 'everything' })).toEqual({});
    expect(parseRequestSearch({ text: 42 })).toEqual({ text: '42' });
  });

  it('is asked of the API as instants and outcomes', () => {
    expect(requestQueryOf({}, now)).toEqual({ from: '2026-11-20T06:00:00.000Z' });
    expect(requestQueryOf({ range: '1h', text: 'sato', result: 'problems' }, now)).toEqual({
      from: '2026-11-27T05:00:00.000Z',
      text: 'sato',
      outcome: ['refused', 'failed'],
    });
  });

  it('is narrowed by text and result, not by time or by what is open', () => {
    expect(isNarrowed({ range: '1h', id: 'x' })).toBe(false);
    expect(isNarrowed({ result: 'read' })).toBe(true);
    expect(isNarrowed({ text: 'x' })).toBe(true);
  });
});
