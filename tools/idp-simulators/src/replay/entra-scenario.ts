import {
  coreGroupSchema,
  coreUserSchema,
  enterpriseUserSchema,
  type JsonObject,
  patchOpSchema,
} from '@sekisho/provider-kit';
import { type ReplayStep, userShows } from './scenario.ts';

const manager = [enterpriseUserSchema, 'manager', 'value'];

/**
 * Microsoft's published requests in an order that could happen: MicrosoftDocs/entra-docs,
 * use-scim-to-provision-users-and-groups.md (commit 03cc7794) and
 * application-provisioning-config-problem-scim-compatibility.md (commit 0596ed57); the managers from pranems/SCIMServer.
 */
export const entraScenario: readonly ReplayStep[] = [
  {
    sample: 'test-connection',
    sentence: 'asks for somebody who does not exist, and wants an empty list',
    request: { method: 'GET', path: '/Users?filter=userName eq "non-existent user {run}"' },
    status: [200],
    expects: [
      { kind: 'replies', at: ['totalResults'], value: 0 },
      { kind: 'finds', ids: [] },
    ],
  },
  {
    sample: 'schemas',
    sentence: 'discovers the schemas',
    request: { method: 'GET', path: '/Schemas' },
    status: [200],
    expects: [{ kind: 'replies', at: ['schemas', 0], value: 'urn:ietf:params:scim:api:messages:2.0:ListResponse' }],
  },
  {
    sample: 'create-user',
    sentence: 'creates a user with an empty list of roles',
    request: {
      method: 'POST',
      path: '/Users',
      body: {
        schemas: [coreUserSchema, enterpriseUserSchema],
        externalId: 'ext-test-{run}',
        userName: 'Test_User_{run}',
        active: true,
        emails: [{ primary: true, type: 'work', value: 'Test_User_{run}@testuser.example' }],
        meta: { resourceType: 'User' },
        name: { formatted: 'givenName familyName', familyName: 'familyName', givenName: 'givenName' },
        roles: [],
      },
    },
    status: [201],
    saves: 'test',
    expects: userShows('test', [
      [['userName'], 'Test_User_{run}'],
      [['externalId'], 'ext-test-{run}'],
      [['active'], true],
      [['emails', 0, 'value'], 'Test_User_{run}@testuser.example'],
      [['name', 'familyName'], 'familyName'],
      [['meta', 'resourceType'], 'User'],
    ]),
  },
  {
    sample: 'create-user-nulls',
    sentence: 'creates a user with nulls, a misspelt enterprise URN and enterprise attributes at the top',
    request: {
      method: 'POST',
      path: '/Users',
      body: {
        schemas: [coreUserSchema, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User'],
        externalId: 'jyoung-{run}',
        userName: 'jyoung-{run}@testuser.example',
        active: true,
        addresses: null,
        displayName: 'Joy Young',
        emails: [{ type: 'work', value: 'jyoung-{run}@contoso.example', primary: true }],
        meta: { resourceType: 'User' },
        name: { familyName: 'Young', givenName: 'Joy' },
        phoneNumbers: null,
        preferredLanguage: null,
        title: null,
        department: null,
        manager: null,
      },
    },
    status: [201],
    saves: 'joy',
    expects: userShows('joy', [
      [['displayName'], 'Joy Young'],
      [['title'], undefined],
      [['addresses'], undefined],
      [['department'], undefined],
      [[enterpriseUserSchema], undefined],
    ]),
  },
  {
    sample: 'get-user-by-username',
    sentence: 'matches by userName',
    request: { method: 'GET', path: '/Users?filter=userName eq "Test_User_{run}"' },
    status: [200],
    expects: [{ kind: 'finds', ids: ['{test}'] }],
  },
  {
    sample: 'get-user-by-externalid-unquoted',
    sentence: 'matches by a value without quotes',
    request: { method: 'GET', path: '/Users?filter=externalId eq jyoung-{run}' },
    status: [200],
    expects: [{ kind: 'finds', ids: ['{joy}'] }],
  },
  {
    sample: 'get-user-by-work-email',
    sentence: 'matches by work e-mail',
    request: { method: 'GET', path: '/Users?filter=emails[type eq "work"].value eq "jyoung-{run}@contoso.example"' },
    status: [200],
    expects: [{ kind: 'finds', ids: ['{joy}'] }],
  },
  {
    sample: 'patch-user-multivalued',
    sentence: 'changes the work e-mail and the family name',
    request: patch('/Users/{test}', [
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'updated-{run}@testuser.example' },
      { op: 'Replace', path: 'name.familyName', value: 'updatedFamilyName' },
    ]),
    status: [200, 204],
    expects: userShows('test', [
      [['emails', 0, 'value'], 'updated-{run}@testuser.example'],
      [['emails', 0, 'type'], 'work'],
      [['name', 'familyName'], 'updatedFamilyName'],
      [['name', 'givenName'], 'givenName'],
    ]),
  },
  {
    sample: 'patch-user-username',
    sentence: 'renames a user',
    request: patch('/Users/{test}', [{ op: 'Replace', path: 'userName', value: 'renamed-{run}@testuser.example' }]),
    status: [200, 204],
    expects: userShows('test', [[['userName'], 'renamed-{run}@testuser.example']]),
  },
  {
    sample: 'add-single-value-legacy',
    sentence: 'adds a single value',
    request: patch('/Users/{test}', [{ op: 'Add', path: 'nickName', value: 'Babs' }]),
    status: [200, 204],
    expects: userShows('test', [[['nickName'], 'Babs']]),
  },
  {
    sample: 'add-manager-string',
    sentence: 'adds a manager as string',
    request: patch('/Users/{joy}', [{ op: 'Add', path: `${enterpriseUserSchema}:manager`, value: '{test}' }]),
    status: [200, 204],
    expects: userShows('joy', [[manager, '{test}']]),
  },
  {
    sample: 'add-manager-string',
    sentence: 'removes the manager by an empty string',
    request: patch('/Users/{joy}', [{ op: 'Add', path: `${enterpriseUserSchema}:manager`, value: '' }]),
    status: [200, 204],
    expects: userShows('joy', [[manager, undefined]]),
  },
  {
    sample: 'add-manager-array',
    sentence: 'adds a manager as list of one, at a path without its URN',
    request: patch('/Users/{joy}', [
      { op: 'Add', path: 'manager', value: [{ $ref: 'http://localhost/scim/Users/{test}', value: '{test}' }] },
    ]),
    status: [200, 204],
    expects: userShows('joy', [[manager, '{test}']]),
  },
  {
    sample: 'replace-many-legacy',
    sentence: 'changes many attributes, one operation each',
    request: patch('/Users/{joy}', [
      { op: 'Replace', path: 'displayName', value: 'Pvlo' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'bcwqnm-{run}@testuser.example' },
      { op: 'Replace', path: 'name.givenName', value: 'Gtfd' },
      { op: 'Replace', path: 'name.familyName', value: 'Pkqf' },
      { op: 'Replace', path: 'externalId', value: 'eqpj-{run}' },
      { op: 'Replace', path: `${enterpriseUserSchema}:employeeNumber`, value: 'Eqpj' },
    ]),
    status: [200, 204],
    expects: userShows('joy', [
      [['displayName'], 'Pvlo'],
      [['emails', 0, 'value'], 'bcwqnm-{run}@testuser.example'],
      [['name', 'givenName'], 'Gtfd'],
      [['name', 'familyName'], 'Pkqf'],
      [['externalId'], 'eqpj-{run}'],
      [[enterpriseUserSchema, 'employeeNumber'], 'Eqpj'],
      [manager, '{test}'],
    ]),
  },
  {
    sample: 'replace-many-flagged',
    sentence: 'changes many attributes in one pathless operation',
    request: patch('/Users/{joy}', [
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'mhvaes-{run}@testuser.example' },
      {
        op: 'replace',
        value: {
          displayName: 'Bjfe',
          'name.givenName': 'Kkom',
          'name.familyName': 'Unua',
          [`${enterpriseUserSchema}:employeeNumber`]: 'Aklq',
        },
      },
    ]),
    status: [200, 204],
    expects: userShows('joy', [
      [['displayName'], 'Bjfe'],
      [['emails', 0, 'value'], 'mhvaes-{run}@testuser.example'],
      [['name', 'givenName'], 'Kkom'],
      [['name', 'familyName'], 'Unua'],
      [['name.givenName'], undefined],
      [[enterpriseUserSchema, 'employeeNumber'], 'Aklq'],
    ]),
  },
  deactivate('disable-user-docs', 'deactivates by a boolean', 'Replace', false),
  activate('disable-user-docs'),
  deactivate('disable-user-legacy-string', 'deactivates by a string', 'Replace', 'False'),
  activate('disable-user-legacy-string'),
  deactivate('disable-user-flagged', 'deactivates with the flag', 'replace', false),
  activate('disable-user-flagged'),
  {
    sample: 'get-group-by-displayname',
    sentence: 'looks for a group that is not there yet',
    request: { method: 'GET', path: '/Groups?excludedAttributes=members&filter=displayName eq "Group {run}"' },
    status: [200],
    expects: [{ kind: 'finds', ids: [] }],
  },
  {
    sample: 'create-group',
    sentence: 'creates a group with a schema that is no URN',
    request: {
      method: 'POST',
      path: '/Groups',
      body: {
        schemas: [coreGroupSchema, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
        externalId: 'ext-group-{run}',
        displayName: 'Group {run}',
        meta: { resourceType: 'Group' },
      },
    },
    status: [201],
    saves: 'group',
    expects: [
      { kind: 'shows', resource: '/Groups/{group}', at: ['displayName'], value: 'Group {run}' },
      { kind: 'shows', resource: '/Groups/{group}', at: ['externalId'], value: 'ext-group-{run}' },
      { kind: 'members', group: 'group', are: [] },
    ],
  },
  {
    sample: 'get-group-by-displayname',
    sentence: 'matches the group',
    request: { method: 'GET', path: '/Groups?excludedAttributes=members&filter=displayName eq "Group {run}"' },
    status: [200],
    expects: [
      { kind: 'finds', ids: ['{group}'] },
      { kind: 'replies', at: ['Resources', 0, 'members'], value: undefined },
    ],
  },
  {
    sample: 'add-members',
    sentence: 'adds a member with $ref null',
    request: patch('/Groups/{group}', [{ op: 'Add', path: 'members', value: [{ $ref: null, value: '{test}' }] }]),
    status: [200, 204],
    expects: [{ kind: 'members', group: 'group', are: ['{test}'] }],
  },
  {
    sample: 'add-members',
    sentence: 'adds another member, and the first stays',
    request: patch('/Groups/{group}', [{ op: 'Add', path: 'members', value: [{ $ref: null, value: '{joy}' }] }]),
    status: [200, 204],
    expects: [{ kind: 'members', group: 'group', are: ['{test}', '{joy}'] }],
  },
  {
    sample: 'get-group',
    sentence: 'reads the group without members',
    request: { method: 'GET', path: '/Groups/{group}?excludedAttributes=members' },
    status: [200],
    expects: [
      { kind: 'replies', at: ['displayName'], value: 'Group {run}' },
      { kind: 'replies', at: ['members'], value: undefined },
    ],
  },
  {
    sample: 'rename-group',
    sentence: 'renames the group, whose members stay',
    request: patch('/Groups/{group}', [{ op: 'Replace', path: 'displayName', value: 'Renamed {run}' }]),
    status: [200, 204],
    expects: [
      { kind: 'shows', resource: '/Groups/{group}', at: ['displayName'], value: 'Renamed {run}' },
      { kind: 'members', group: 'group', are: ['{test}', '{joy}'] },
    ],
  },
  {
    sample: 'remove-members-legacy',
    sentence: 'removes one member by a list, and only that one',
    request: patch('/Groups/{group}', [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: '{test}' }] }]),
    status: [200, 204],
    expects: [{ kind: 'members', group: 'group', are: ['{joy}'] }],
  },
  {
    sample: 'remove-members-flagged',
    sentence: 'removes one member by a filter',
    request: patch('/Groups/{group}', [{ op: 'remove', path: 'members[value eq "{joy}"]' }]),
    status: [200, 204],
    expects: [{ kind: 'members', group: 'group', are: [] }],
  },
  {
    sample: 'delete-group',
    sentence: 'deletes the group',
    request: { method: 'DELETE', path: '/Groups/{group}' },
    status: [204],
    expects: [{ kind: 'gone', resource: '/Groups/{group}' }],
  },
  {
    sample: 'delete-user',
    sentence: 'deletes a user',
    request: { method: 'DELETE', path: '/Users/{joy}' },
    status: [204],
    expects: [
      { kind: 'gone', resource: '/Users/{joy}' },
      { kind: 'shows', resource: '/Users/{test}', at: ['active'], value: true },
    ],
  },
];

function deactivate(sample: string, sentence: string, op: string, value: boolean | string): ReplayStep {
  return {
    sample,
    sentence,
    request: patch('/Users/{joy}', [{ op, path: 'active', value }]),
    status: [200, 204],
    expects: userShows('joy', [[['active'], false]]),
  };
}

function activate(sample: string): ReplayStep {
  return {
    sample,
    sentence: 'and activates again',
    request: patch('/Users/{joy}', [{ op: 'Replace', path: 'active', value: 'True' }]),
    status: [200, 204],
    expects: userShows('joy', [[['active'], true]]),
  };
}

function patch(path: string, operations: readonly JsonObject[]): ReplayStep['request'] {
  return { method: 'PATCH', path, body: { schemas: [patchOpSchema], Operations: operations } };
}
