import { coreGroupSchema, coreUserSchema, enterpriseUserSchema, patchOpSchema } from '@sekisho/provider-kit';
import { type ReplayStep, userShows } from './scenario.ts';

const department = [enterpriseUserSchema, 'department'];
const manager = [enterpriseUserSchema, 'manager', 'value'];

/**
 * OneLogin's known requests: goauthentik/authentik issue 11249 (log), the templates of livingsecurity.com and
 * doc.keepnetlabs.com filled in, 15five/django-scim2, and onelogin/onelogin-scim-node for groups.
 */
export const oneLoginScenario: readonly ReplayStep[] = [
  {
    sample: 'find-user',
    sentence: 'looks for somebody with plus signs and a trailing &',
    request: { method: 'GET', path: '/Users?filter=userName+eq+%22onelogin-test-user01-{run}%22&' },
    status: [200],
    expects: [{ kind: 'finds', ids: [] }],
  },
  {
    sample: 'template-enterprise',
    sentence: 'creates a user from an enterprise template, without a manager',
    request: {
      method: 'POST',
      path: '/Users?',
      body: {
        schemas: [coreUserSchema, enterpriseUserSchema],
        userName: 'onelogin-test-user01-{run}',
        name: { familyName: 'User 01', givenName: 'Test' },
        title: '',
        emails: [{ value: 'user01-{run}@onelogin.example', type: 'work', primary: true }],
        [enterpriseUserSchema]: { department: '営業部', manager: { value: '', displayName: ' ' } },
      },
    },
    status: [201],
    saves: 'user',
    expects: userShows('user', [
      [['title'], undefined],
      [department, '営業部'],
      [manager, undefined],
    ]),
  },
  {
    sample: 'template-string-active',
    sentence: 'creates a user with booleans in quotes, id null and managerId',
    request: {
      method: 'POST',
      path: '/Users?',
      body: {
        [enterpriseUserSchema]: {
          department: '開発部',
          manager: { managerId: '{user}', displayName: 'Test User 01' },
        },
        active: 'true',
        emails: [{ value: 'user02-{run}@onelogin.example', type: 'work', primary: true }],
        meta: { resourceType: 'User' },
        name: { familyName: 'User 02', givenName: 'Test', formatted: 'Test User 02' },
        userName: 'onelogin-test-user02-{run}',
        id: null,
        schemas: [coreUserSchema],
      },
    },
    status: [201],
    saves: 'other',
    expects: userShows('other', [
      [['active'], true],
      [department, '開発部'],
      [manager, '{user}'],
      [[enterpriseUserSchema, 'manager', 'managerId'], undefined],
    ]),
  },
  {
    sample: 'find-user',
    sentence: 'finds the user',
    request: { method: 'GET', path: '/Users?filter=userName+eq+%22onelogin-test-user01-{run}%22&' },
    status: [200],
    expects: [{ kind: 'finds', ids: ['{user}'] }],
  },
  {
    sample: 'put-user',
    sentence: 'updates the user with URNs of no standard',
    request: {
      method: 'PUT',
      path: '/Users/{user}?',
      body: {
        schemas: ['urn:scim:schemas:core:2.0', 'urn:scim:schemas:extension:enterprise:2.0'],
        userName: 'onelogin-test-user01-{run}',
        name: { familyName: ' User 01', givenName: 'AAA Test' },
        'urn:scim:schemas:extension:enterprise:2.0': { department: '人事部' },
      },
    },
    status: [200],
    expects: userShows('user', [
      [['name', 'givenName'], 'AAA Test'],
      [department, '人事部'],
      [['urn:scim:schemas:extension:enterprise:2.0'], undefined],
    ]),
  },
  {
    sample: 'emails-as-object',
    sentence: 'updates the user with e-mail as one object',
    request: {
      method: 'PUT',
      path: '/Users/{user}',
      body: {
        schemas: [coreUserSchema],
        userName: 'onelogin-test-user01-{run}',
        emails: { value: 'u-{run}@onelogin.example' },
      },
    },
    status: [200],
    expects: userShows('user', [[['emails', 0, 'value'], 'u-{run}@onelogin.example']]),
  },
  {
    sample: 'group-members-v1',
    sentence: 'creates a group with a URN of SCIM 1.1',
    request: {
      method: 'POST',
      path: '/Groups?',
      body: { schemas: ['urn:scim:schemas:core:1.0'], displayName: 'OneLogin {run}' },
    },
    status: [201],
    saves: 'group',
    expects: [{ kind: 'shows', resource: '/Groups/{group}', at: ['schemas', 0], value: coreGroupSchema }],
  },
  {
    sample: 'add-group-member',
    sentence: 'adds a member',
    request: {
      method: 'PATCH',
      path: '/Groups/{group}',
      body: { schemas: [patchOpSchema], Operations: [{ op: 'add', path: 'members', value: [{ value: '{user}' }] }] },
    },
    status: [200, 204],
    expects: [{ kind: 'members', group: 'group', are: ['{user}'] }],
  },
  {
    sample: 'group-members-v1',
    sentence: 'adds and removes members in SCIM 1.1',
    request: {
      method: 'PATCH',
      path: '/Groups/{group}',
      body: {
        schemas: ['urn:scim:schemas:core:1.0'],
        members: [
          { value: '{other}', operation: 'add' },
          { value: '{user}', operation: 'delete' },
        ],
      },
    },
    status: [200, 204],
    expects: [{ kind: 'members', group: 'group', are: ['{other}'] }],
  },
  {
    sample: 'template-string-active',
    sentence: 'deactivates by PUT, the boolean in quotes',
    request: {
      method: 'PUT',
      path: '/Users/{other}?',
      body: { schemas: [coreUserSchema], userName: 'onelogin-test-user02-{run}', active: 'false', id: null },
    },
    status: [200],
    expects: userShows('other', [[['active'], false]]),
  },
  {
    sample: 'put-user',
    sentence: 'deletes a user',
    request: { method: 'DELETE', path: '/Users/{other}?' },
    status: [204],
    expects: [{ kind: 'gone', resource: '/Users/{other}' }],
  },
];
