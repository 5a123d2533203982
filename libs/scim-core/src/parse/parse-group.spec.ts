import { describe, expect, it } from 'vitest';
import { urns } from '../schema/urns.ts';
import { parseGroup } from './parse-group.ts';

const baseUrl = 'https://scim.example/scim/v2/c';

describe('parseGroup', () => {
  it('keeps members apart, each id once, without what the service computes', () => {
    const parsed = parseGroup(
      {
        schemas: [urns.group, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
        displayName: '開発部',
        externalId: 'e1',
        members: [
          { value: 'a', $ref: null, display: 'A' },
          { value: 'b', type: 'user' },
          { value: 'a', type: 'User' },
        ],
        meta: { resourceType: 'Group' },
      },
      baseUrl,
    );
    expect(parsed.resource).toEqual({ displayName: '開発部', externalId: 'e1' });
    expect(parsed.members).toEqual([
      { value: 'a', type: undefined },
      { value: 'b', type: 'User' },
    ]);
  });

  it.each([
    [`${baseUrl}/Users/a`],
    [`${baseUrl}/Groups/a`],
    ['HTTPS://SCIM.example:443/scim/v2/c/users/a'],
    ['../Users/a'],
  ])('knows a member by its address alone: %s', ($ref) => {
    const body = { schemas: [urns.group], displayName: 'x', members: [{ $ref, type: 'User', value: null }] };
    expect(parseGroup(body, baseUrl).members).toEqual([{ value: 'a', type: 'User' }]);
  });

  it('takes the value where both are given', () => {
    const body = { schemas: [urns.group], displayName: 'x', members: [{ $ref: `${baseUrl}/Users/a`, value: 'b' }] };
    expect(parseGroup(body, baseUrl).members).toEqual([{ value: 'b', type: undefined }]);
  });

  it.each([
    ['https://elsewhere.example/scim/v2/c/Users/a'],
    ['https://scim.example/scim/v2/other/Users/a'],
    [`${baseUrl}/Schemas/a`],
    [`${baseUrl}/Users/`],
    [`${baseUrl}/Users/a/b`],
    [`${baseUrl}/Users/a?x`],
    [`${baseUrl}/Users/../../other/Users/a`],
    ['../../other/Users/a'],
    ['/Users/a'],
    ['Users/a'],
    ['a'],
    ['urn:uuid:a'],
    ['https://['],
  ])('refuses an address that is none of its members: %s', ($ref) => {
    const body = { schemas: [urns.group], displayName: 'x', members: [{ $ref }] };
    expect(() => parseGroup(body, baseUrl)).toThrowError(
      expect.objectContaining({ status: 400, scimType: 'invalidValue', message: expect.stringContaining($ref) }),
    );
  });

  it.each([
    ['no displayName', {}, 'displayName'],
    ['a member without value', { displayName: 'x', members: [{ display: 'A' }] }, 'members'],
    ['a member whose value is a number', { displayName: 'x', members: [{ value: 5 }] }, 'members[0].value'],
    ['a member of another type', { displayName: 'x', members: [{ value: 'a', type: 'Device' }] }, 'members.type'],
    ['an empty address', { displayName: 'x', members: [{ $ref: '' }] }, 'members[0]'],
    ['an address that is a number', { displayName: 'x', members: [{ $ref: 5 }] }, 'members[0].$ref'],
    ['a member that is a string', { displayName: 'x', members: ['a'] }, 'members[0]'],
  ])('refuses %s', (_what, more, named) => {
    expect(() => parseGroup({ schemas: [urns.group], ...more }, baseUrl)).toThrowError(
      expect.objectContaining({ status: 400, scimType: 'invalidValue', message: expect.stringContaining(named) }),
    );
  });
});
