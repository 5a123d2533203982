import { describe, expect, it } from 'vitest';
import { describeRequest } from './describe-request.ts';

describe('describeRequest', () => {
  it.each([
    ['a create', 'POST', '/Users', { kind: 'createUser' }],
    ['a probe by address', 'GET', '/Users?filter=userName+eq+%22x%40y.jp%22&', findUser('userName eq "x@y.jp"')],
    ['a list', 'GET', '/Groups?excludedAttributes=members&startIndex=1', { kind: 'listGroup' }],
    ['an empty filter', 'GET', '/Users?filter=', { kind: 'listUser' }],
    ['a read of one', 'GET', '/Users/8a1c', { kind: 'readUser' }],
    ['a change, in the case that a provider likes', 'PATCH', '/users/8a1c', { kind: 'changeUser' }],
    ['a replacement', 'PUT', '/Groups/8a1c?', { kind: 'replaceGroup' }],
    ['a deletion', 'DELETE', '/Groups/8a1c', { kind: 'deleteGroup' }],
    ['a search by POST', 'POST', '/Users/.search', { kind: 'search' }],
    ['a search of everything', 'POST', '/.search', { kind: 'search' }],
    ['a bulk request', 'POST', '/Bulk', { kind: 'bulk' }],
    ['a look at what we can do', 'GET', '/ServiceProviderConfig', { kind: 'discover' }],
    ['something else', 'POST', '/Users/8a1c', { kind: 'other' }],
    ['the base itself', 'GET', '/', { kind: 'other' }],
    ['a broken escape', 'GET', '/Users?filter=%E0%A4%A', { kind: 'findUser', filter: expect.any(String) }],
    ['a doubled slash', 'GET', '//Users', { kind: 'listUser' }],
    ['no path at all', 'GET', '', { kind: 'other' }],
  ])('%s', (_sentence, method, path, expected) => {
    expect(describeRequest(method, path)).toEqual(expected);
  });
});

function findUser(filter: string) {
  return { kind: 'findUser', filter };
}
