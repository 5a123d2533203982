import { describe, expect, it } from 'vitest';
import { defineResourceType, groupType, userType } from '../schema/resource-type.ts';
import { simple } from '../schema/schema.ts';
import { urns } from '../schema/urns.ts';
import { ScimError } from '../scim-error.ts';
import { parseProjection, showsAttribute } from './projection.ts';
import { renderError } from './render-error.ts';
import { renderList } from './render-list.ts';
import { renderGroup, renderResource, renderUser } from './render-resource.ts';

const baseUrl = 'https://sekisho.example/scim/v2/c1';
const stored = {
  id: '2819c223',
  version: 3,
  createdAt: new Date('2010-01-23T04:56:22Z'),
  modifiedAt: new Date('2011-05-13T04:42:34Z'),
};
const meta = {
  resourceType: 'User',
  created: '2010-01-23T04:56:22.000Z',
  lastModified: '2011-05-13T04:42:34.000Z',
  location: `${baseUrl}/Users/2819c223`,
  version: 'W/"3"',
};
const jensen = {
  ...stored,
  resource: {
    userName: 'bjensen',
    name: { givenName: 'Barbara', familyName: 'Jensen' },
    emails: [{ value: 'b@work.example', type: 'work', primary: true }, { type: 'home' }],
    [urns.enterpriseUser]: { department: 'Tour', manager: { value: 'm1' } },
    'urn:example:Thing': { colour: 'red' },
  },
  groups: [{ id: 'g1', display: 'Tour Guides' }],
};

function shown(attributes: string[], excluded: string[] = []) {
  const { schemas: _schemas, ...rest } = renderUser(jensen, {
    baseUrl,
    projection: parseProjection(userType, attributes, excluded),
  });
  return rest;
}

describe('renderUser', () => {
  it('shows everything, with schemas from what is there', () => {
    expect(renderUser(jensen, { baseUrl })).toEqual({
      schemas: [urns.user, urns.enterpriseUser, 'urn:example:Thing'],
      id: '2819c223',
      ...jensen.resource,
      groups: [{ value: 'g1', $ref: `${baseUrl}/Groups/g1`, display: 'Tour Guides', type: 'direct' }],
      meta,
    });
    expect(renderUser({ ...jensen, groups: [] }, { baseUrl })).not.toHaveProperty('groups');
  });

  it.each([
    ['one attribute', ['userName'], { userName: 'bjensen' }],
    ['in any case', ['USERNAME', 'Meta'], { userName: 'bjensen', meta }],
    ['a part', ['name.familyName'], { name: { familyName: 'Jensen' } }],
    ['a part of every element; one without it goes', ['emails.value'], { emails: [{ value: 'b@work.example' }] }],
    [
      'two parts',
      ['emails.value', 'emails.TYPE'],
      { emails: [{ value: 'b@work.example', type: 'work' }, { type: 'home' }] },
    ],
    ['the whole beside a part', ['name.familyName', 'name'], { name: jensen.resource.name }],
    ['by the core URN', [`${urns.user}:userName`], { userName: 'bjensen' }],
    [
      'an extension attribute',
      [`${urns.enterpriseUser}:department`],
      { [urns.enterpriseUser]: { department: 'Tour' } },
    ],
    [
      'a part of one',
      [`${urns.enterpriseUser.toLowerCase()}:MANAGER.value`],
      { [urns.enterpriseUser]: { manager: { value: 'm1' } } },
    ],
    [
      'a whole extension',
      [urns.enterpriseUser],
      { [urns.enterpriseUser]: { department: 'Tour', manager: { value: 'm1' } } },
    ],
    ['an extension no schema knows', ['urn:example:Thing'], { 'urn:example:Thing': { colour: 'red' } }],
    ['an attribute of one', ['urn:example:Thing:colour'], { 'urn:example:Thing': { colour: 'red' } }],
    ['what nobody knows', ['nonsense', ' ', '!!'], {}],
  ])('selects %s; id always', (_what, attributes, expected) => {
    expect(shown(attributes)).toEqual({ id: '2819c223', ...expected });
  });

  it('names the schemas of what is shown', () => {
    expect(renderUser(jensen, { baseUrl, projection: parseProjection(userType, ['userName'], []) })['schemas']).toEqual(
      [urns.user],
    );
  });

  it('leaves out what is excluded, but never what is always returned', () => {
    const rest = shown([], ['groups', 'name.givenName', 'emails.type', 'id', 'schemas', urns.enterpriseUser, 'META']);
    expect(rest).toEqual({
      id: '2819c223',
      userName: 'bjensen',
      name: { familyName: 'Jensen' },
      emails: [{ value: 'b@work.example', primary: true }],
      'urn:example:Thing': { colour: 'red' },
    });
  });

  it('refuses both ways at once', () => {
    expect(() => parseProjection(userType, ['a'], ['b'])).toThrowError(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    );
    expect(parseProjection(userType, [''], [' '])).toBeUndefined();
  });

  it('says what need not be loaded', () => {
    expect(showsAttribute(groupType, undefined, 'members')).toBe(true);
    expect(showsAttribute(groupType, parseProjection(groupType, [], ['MEMBERS']), 'members')).toBe(false);
    expect(showsAttribute(groupType, parseProjection(groupType, [], ['members.display']), 'members')).toBe(true);
    expect(showsAttribute(groupType, parseProjection(groupType, ['displayName'], []), 'members')).toBe(false);
    expect(showsAttribute(groupType, parseProjection(groupType, ['members.value'], []), 'members')).toBe(true);
    expect(showsAttribute(groupType, parseProjection(groupType, [], ['id']), 'id')).toBe(true);
  });
});

describe('renderGroup', () => {
  it('shows members with their addresses, and none when they were not loaded', () => {
    const group = { ...stored, resource: { displayName: 'Tour Guides' } };
    expect(
      renderGroup(
        {
          ...group,
          members: [
            { id: 'u1', display: 'Babs' },
            { id: 'g2', type: 'Group' },
          ],
        },
        { baseUrl },
      )['members'],
    ).toEqual([
      { value: 'u1', $ref: `${baseUrl}/Users/u1`, display: 'Babs', type: 'User' },
      { value: 'g2', $ref: `${baseUrl}/Groups/g2`, type: 'Group' },
    ]);
    expect(renderGroup({ ...group, members: [] }, { baseUrl })['members']).toEqual([]);
    expect(renderGroup(group, { baseUrl })).not.toHaveProperty('members');
  });
});

describe('renderResource', () => {
  const vault = defineResourceType({
    name: 'Vault',
    endpoint: '/Vaults',
    description: 'Vault',
    schema: {
      id: 'urn:example:schemas:Vault',
      name: 'Vault',
      description: 'Vault',
      attributes: [
        simple('label', 'string', 'Label'),
        simple('serial', 'string', 'Serial', { returned: 'always' }),
        simple('history', 'string', 'History', { returned: 'request' }),
        simple('pin', 'string', 'PIN', { returned: 'never', mutability: 'immutable' }),
      ],
    },
  });
  const resource = { label: 'a', serial: 's', history: 'h', pin: '1234' };

  it.each([
    ['by default', [], [], ['label', 'serial']],
    ['on request', ['history'], [], ['history', 'serial']],
    ['never, even on request', ['pin'], [], ['serial']],
    ['always, even when excluded', [], ['serial', 'label'], ['serial']],
  ])('returns as the schema says: %s', (_when, attributes, excluded, expected) => {
    const rendered = renderResource(
      vault,
      { ...stored, resource },
      { baseUrl, projection: parseProjection(vault, attributes, excluded) },
    );
    expect(
      Object.keys(rendered)
        .filter((key) => key in resource)
        .toSorted(),
    ).toEqual(expected);
  });
});

describe('messages', () => {
  it('renders a page by index and by cursor', () => {
    expect(renderList({ resources: [], totalResults: 7, startIndex: 8 })).toEqual({
      schemas: [urns.listResponse],
      totalResults: 7,
      itemsPerPage: 0,
      startIndex: 8,
      Resources: [],
    });
    expect(renderList({ resources: [{ id: 'a' }], totalResults: 2, nextCursor: 'n' })).toEqual({
      schemas: [urns.listResponse],
      totalResults: 2,
      itemsPerPage: 1,
      nextCursor: 'n',
      Resources: [{ id: 'a' }],
    });
  });

  it('renders an error, its status as a string', () => {
    const error = new ScimError(409, 'uniqueness', { ja: '重複しています。', en: 'It is taken.' });
    expect(renderError(error)).toEqual({
      schemas: [urns.error],
      status: '409',
      scimType: 'uniqueness',
      detail: 'It is taken.',
    });
    expect(renderError(new ScimError(404, undefined, error.explanation), 'ja')).toEqual({
      schemas: [urns.error],
      status: '404',
      detail: '重複しています。',
    });
  });
});
