import { coreGroupSchema, coreUserSchema, type JsonObject, patchOpSchema } from '@sekisho/provider-kit';
import { type ReplayStep, userShows } from './scenario.ts';

/** Okta's published requests: okta/okta-developer-docs, docs/reference/scim/scim-20 (commit 468de9c5) and its test suite. */
export const oktaScenario: readonly ReplayStep[] = [
  {
    sample: 'bad-token',
    sentence: 'is refused with a wrong token, in a SCIM error',
    request: { method: 'GET', path: '/Users?filter=userName eq "{run}"', headers: { authorization: 'non-token' } },
    status: [401],
    expects: [
      { kind: 'replies', at: ['schemas', 0], value: 'urn:ietf:params:scim:api:messages:2.0:Error' },
      { kind: 'replies', at: ['status'], value: '401' },
    ],
  },
  {
    sample: 'list-users',
    sentence: 'reads the first page of users',
    request: { method: 'GET', path: '/Users?startIndex=1&count=100' },
    status: [200],
    expects: [
      { kind: 'replies', at: ['schemas', 0], value: 'urn:ietf:params:scim:api:messages:2.0:ListResponse' },
      { kind: 'replies', at: ['startIndex'], value: 1 },
    ],
  },
  {
    sample: 'find-user',
    sentence: 'looks for a user who is not there yet',
    request: find('Users', 'userName eq "test.user-{run}@okta.example"'),
    status: [200],
    expects: [{ kind: 'finds', ids: [] }],
  },
  createUser('user', 'test.user-{run}@okta.example', '00u{run}a'),
  createUser('other', 'other.user-{run}@okta.example', '00u{run}b'),
  {
    sample: 'find-user',
    sentence: 'finds the user',
    request: find('Users', 'userName eq "test.user-{run}@okta.example"'),
    status: [200],
    expects: [{ kind: 'finds', ids: ['{user}'] }],
  },
  {
    sample: 'get-user',
    sentence: 'reads the user, who has no password to show',
    request: { method: 'GET', path: '/Users/{user}' },
    status: [200],
    expects: [
      { kind: 'replies', at: ['userName'], value: 'test.user-{run}@okta.example' },
      { kind: 'replies', at: ['password'], value: undefined },
    ],
  },
  {
    sample: 'put-user',
    sentence: 'sends the whole user back, with id, meta and groups',
    request: {
      method: 'PUT',
      path: '/Users/{user}',
      body: {
        schemas: [coreUserSchema],
        id: '{user}',
        userName: 'test.user-{run}@okta.example',
        name: { givenName: 'Another', middleName: 'Excited', familyName: 'User' },
        emails: [
          {
            primary: true,
            value: 'test.user-{run}@okta.example',
            type: 'work',
            display: 'test.user-{run}@okta.example',
          },
        ],
        active: true,
        groups: [],
        meta: { resourceType: 'User' },
      },
    },
    status: [200],
    expects: userShows('user', [
      [['id'], '{user}'],
      [['name', 'givenName'], 'Another'],
      [['name', 'middleName'], 'Excited'],
      [['displayName'], undefined],
      [['active'], true],
    ]),
  },
  {
    sample: 'find-group',
    sentence: 'looks for a group that is not there yet',
    request: find('Groups', 'displayName eq "Test SCIMv2 {run}"'),
    status: [200],
    expects: [{ kind: 'finds', ids: [] }],
  },
  {
    sample: 'create-group',
    sentence: 'creates a group without members',
    request: {
      method: 'POST',
      path: '/Groups',
      body: { schemas: [coreGroupSchema], displayName: 'Test SCIMv2 {run}', members: [] },
    },
    status: [201],
    saves: 'group',
    expects: [{ kind: 'members', group: 'group', are: [] }],
  },
  {
    sample: 'group-members-replace',
    sentence: 'replaces the members',
    request: patch('/Groups/{group}', [{ op: 'replace', path: 'members', value: [member('user'), member('other')] }]),
    status: [200, 204],
    expects: [{ kind: 'members', group: 'group', are: ['{user}', '{other}'] }],
  },
  {
    sample: 'group-members-delta',
    sentence: 'removes one member and adds another in one message',
    request: patch('/Groups/{group}', [
      { op: 'remove', path: 'members[value eq "{other}"]' },
      { op: 'add', path: 'members', value: [member('user')] },
    ]),
    status: [200, 204],
    expects: [{ kind: 'members', group: 'group', are: ['{user}'] }],
  },
  {
    sample: 'rename-group',
    sentence: 'renames without a path, the read-only id included',
    request: patch('/Groups/{group}', [{ op: 'replace', value: { id: '{group}', displayName: 'Renamed {run}' } }]),
    status: [200, 204],
    expects: [
      { kind: 'shows', resource: '/Groups/{group}', at: ['displayName'], value: 'Renamed {run}' },
      { kind: 'shows', resource: '/Groups/{group}', at: ['id'], value: '{group}' },
      { kind: 'members', group: 'group', are: ['{user}'] },
    ],
  },
  {
    sample: 'put-group',
    sentence: 'replaces the group by PUT',
    request: {
      method: 'PUT',
      path: '/Groups/{group}',
      body: { schemas: [coreGroupSchema], displayName: 'Test SCIMv2 {run}', members: [member('other')] },
    },
    status: [200],
    expects: [
      { kind: 'shows', resource: '/Groups/{group}', at: ['displayName'], value: 'Test SCIMv2 {run}' },
      { kind: 'members', group: 'group', are: ['{other}'] },
    ],
  },
  {
    sample: 'deactivate-user',
    sentence: 'deactivates without a path',
    request: patch('/Users/{user}', [{ op: 'replace', value: { active: false } }]),
    status: [200, 204],
    expects: userShows('user', [
      [['active'], false],
      [['name', 'givenName'], 'Another'],
    ]),
  },
  {
    sample: 'deactivate-user',
    sentence: 'and activates again',
    request: patch('/Users/{user}', [{ op: 'replace', value: { active: true } }]),
    status: [200, 204],
    expects: userShows('user', [[['active'], true]]),
  },
  {
    sample: 'delete-group',
    sentence: 'deletes the group; people stay',
    request: { method: 'DELETE', path: '/Groups/{group}' },
    status: [204],
    expects: [
      { kind: 'gone', resource: '/Groups/{group}' },
      { kind: 'shows', resource: '/Users/{other}', at: ['active'], value: true },
    ],
  },
];

function createUser(name: string, userName: string, externalId: string): ReplayStep {
  return {
    sample: 'create-user',
    sentence: `creates ${name === 'user' ? 'a user' : 'another user'} with a password and no groups`,
    request: {
      method: 'POST',
      path: '/Users',
      body: {
        schemas: [coreUserSchema],
        userName,
        name: { givenName: 'Test', familyName: 'User' },
        emails: [{ primary: true, value: userName, type: 'work' }],
        displayName: 'Test User',
        locale: 'en-US',
        externalId,
        groups: [],
        password: 'random-each-time',
        active: true,
      },
    },
    status: [201],
    saves: name,
    expects: userShows(name, [
      [['userName'], userName],
      [['externalId'], externalId],
      [['active'], true],
      [['password'], undefined],
    ]),
  };
}

function find(kind: string, filter: string): ReplayStep['request'] {
  return { method: 'GET', path: `/${kind}?filter=${filter}&startIndex=1&count=100` };
}

function member(name: string): JsonObject {
  return { value: `{${name}}`, display: `${name}-{run}@okta.example` };
}

function patch(path: string, operations: readonly JsonObject[]): ReplayStep['request'] {
  return { method: 'PATCH', path, body: { schemas: [patchOpSchema], Operations: operations } };
}
