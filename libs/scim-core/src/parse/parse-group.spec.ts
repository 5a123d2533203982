import { describe, expect, it } from 'vitest';
import { urns } from '../schema/urns.ts';
import { parseGroup } from './parse-group.ts';

describe('parseGroup', () => {
  it('keeps members apart, each id once, without what the service computes', () => {
    const parsed = parseGroup({
      schemas: [urns.group, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      displayName: '開発部',
      externalId: 'e1',
      members: [
        { value: 'a', $ref: null, display: 'A' },
        { value: 'b', type: 'user' },
        { value: 'a', type: 'User' },
      ],
      meta: { resourceType: 'Group' },
    });
    expect(parsed.resource).toEqual({ displayName: '開発部', externalId: 'e1' });
    expect(parsed.members).toEqual([
      { value: 'a', type: undefined },
      { value: 'b', type: 'User' },
    ]);
  });

  it.each([
    ['no displayName', {}, 'displayName'],
    ['a member without value', { displayName: 'x', members: [{ display: 'A' }] }, 'members'],
    ['a member whose value is a number', { displayName: 'x', members: [{ value: 5 }] }, 'members[0].value'],
    ['a member of another type', { displayName: 'x', members: [{ value: 'a', type: 'Device' }] }, 'members.type'],
    ['a member that is a string', { displayName: 'x', members: ['a'] }, 'members[0]'],
  ])('refuses %s', (_what, more, named) => {
    expect(() => parseGroup({ schemas: [urns.group], ...more })).toThrowError(
      expect.objectContaining({ status: 400, scimType: 'invalidValue', message: expect.stringContaining(named) }),
    );
  });
});
