import { describe, expect, it } from 'vitest';
import { userType } from '../schema/resource-type.ts';
import { urns } from '../schema/urns.ts';
import { parseListRequest, parseProjectionQuery, parseSearchRequest } from './parse-list-request.ts';

describe('parseListRequest', () => {
  it.each([
    [
      'nothing',
      {},
      { startIndex: 1, count: 500, cursor: undefined, filter: undefined, sort: undefined, projection: undefined },
    ],
    ["Okta's page", { startIndex: '1', count: '100' }, { startIndex: 1, count: 100 }],
    ['a startIndex below 1', { startIndex: '0' }, { startIndex: 1 }],
    ['a negative startIndex', { startIndex: '-5' }, { startIndex: 1 }],
    ['a negative count', { count: '-1' }, { count: 0 }],
    ['a count of 0', { count: '0' }, { count: 0 }],
    ['a count beyond the largest page', { count: '100000' }, { count: 500 }],
    ['names in any case', { STARTINDEX: '3', Count: '5' }, { startIndex: 3, count: 5 }],
    ['a parameter given twice: the first', { count: ['5', '6'] }, { count: 5 }],
    [
      'empty parameters',
      { startIndex: '', count: '', filter: '', sortBy: '' },
      { startIndex: 1, count: 500, filter: undefined, sort: undefined },
    ],
    ['an empty cursor: the first page by cursor', { cursor: '', count: '10' }, { cursor: '', count: 10 }],
    ['a cursor', { cursor: 'abc', count: '9999' }, { cursor: 'abc', count: 500 }],
    [
      'sorting',
      { sortBy: 'NAME.familyname', sortOrder: 'Descending' },
      { sort: { path: { keys: ['name', 'familyName'], type: 'string', caseExact: false }, order: 'descending' } },
    ],
    [
      'sorting by a multi-valued attribute',
      { sortBy: 'emails' },
      { sort: { path: { keys: ['emails', 'value'], type: 'string', caseExact: false }, order: 'ascending' } },
    ],
    [
      'sorting by a date',
      { sortBy: 'meta.lastModified' },
      { sort: { path: { keys: ['meta', 'lastModified'], type: 'dateTime', caseExact: false }, order: 'ascending' } },
    ],
    [
      'sorting by an extension',
      { sortBy: `${urns.enterpriseUser}:manager` },
      {
        sort: {
          path: { keys: [urns.enterpriseUser, 'manager', 'value'], type: 'string', caseExact: false },
          order: 'ascending',
        },
      },
    ],
  ])('reads %s', (_what, query, expected) => {
    expect(parseListRequest(userType, query)).toMatchObject(expected);
  });

  it.each([
    ['a count that is no number', { count: 'many' }, 'invalidValue'],
    ['a startIndex with a fraction', { startIndex: '1.5' }, 'invalidValue'],
    ['an order that is none', { sortBy: 'userName', sortOrder: 'up' }, 'invalidValue'],
    ['sorting by a whole name', { sortBy: 'name' }, 'invalidPath'],
    ['sorting by the password', { sortBy: 'password' }, 'invalidPath'],
    ['sorting by no name', { sortBy: '[x]' }, 'invalidPath'],
    ['a filter that is none', { filter: 'userName' }, 'invalidFilter'],
    ['a count of 0 with a cursor', { cursor: '', count: '0' }, 'invalidCount'],
    ['a count that is no number with a cursor', { cursor: '', count: 'x' }, 'invalidCount'],
    ['both ways of paging', { cursor: 'x', startIndex: '1' }, 'invalidCursor'],
    ['attributes both ways', { attributes: 'a', excludedAttributes: 'b' }, 'invalidValue'],
  ])('refuses %s', (_what, query, scimType) => {
    expect(() => parseListRequest(userType, query)).toThrowError(expect.objectContaining({ status: 400, scimType }));
  });

  it('takes attributes separated by commas, and repeated', () => {
    const one = parseListRequest(userType, { attributes: 'userName, emails.value' }).projection;
    const two = parseListRequest(userType, { attributes: ['userName', 'emails.value'] }).projection;
    expect(one).toEqual(two);
    expect([...(one?.selected.keys() ?? [])]).toEqual(['username', 'emails']);
    expect(parseProjectionQuery(userType, { excludedAttributes: 'groups' })?.mode).toBe('exclude');
  });
});

describe('parseSearchRequest', () => {
  it("reads the RFC's own search", () => {
    const request = parseSearchRequest(userType, {
      schemas: [urns.searchRequest],
      attributes: ['displayName', 'userName'],
      filter: 'displayName sw "smith"',
      startIndex: 1,
      count: 10,
    });
    expect(request).toMatchObject({
      startIndex: 1,
      count: 10,
      filter: { kind: 'compare', operator: 'sw', value: 'smith' },
      projection: { mode: 'include' },
    });
  });

  it('takes null for absent', () => {
    expect(
      parseSearchRequest(userType, { schemas: [urns.searchRequest], filter: null, count: null, cursor: null }),
    ).toMatchObject({ count: 500, cursor: undefined });
  });

  it.each([
    ['no schemas', { filter: 'title pr' }, 'invalidSyntax'],
    ['no object', 'x', 'invalidSyntax'],
    ['a filter that is no string', { schemas: [urns.searchRequest], filter: 5 }, 'invalidValue'],
    ['attributes that are numbers', { schemas: [urns.searchRequest], attributes: [5] }, 'invalidValue'],
    ['a count with a fraction', { schemas: [urns.searchRequest], count: 1.5 }, 'invalidValue'],
  ])('refuses %s', (_what, body, scimType) => {
    expect(() => parseSearchRequest(userType, body)).toThrowError(expect.objectContaining({ status: 400, scimType }));
  });
});
