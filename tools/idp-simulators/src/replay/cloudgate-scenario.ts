import { coreUserSchema, patchOpSchema } from '@sekisho/provider-kit';
import { type ReplayStep, userShows } from './scenario.ts';

/**
 * CloudGate UNO as its administrators' guides describe it; no request of it has been published, so every step is
 * constructed (cg-support.isr.co.jp articles 900001153383 and 900000781626; mapping from support.nulab.com 36681824367897).
 */
export const cloudGateScenario: readonly ReplayStep[] = [
  {
    sample: 'admin-facts',
    sentence: 'tests the connection',
    request: { method: 'GET', path: '/Users?startIndex=1&count=1' },
    status: [200],
    expects: [{ kind: 'replies', at: ['schemas', 0], value: 'urn:ietf:params:scim:api:messages:2.0:ListResponse' }],
  },
  {
    sample: 'admin-facts',
    sentence: 'looks the account up',
    request: { method: 'GET', path: '/Users?filter=userName eq "hanako-{run}@cloudgate.example"' },
    status: [200],
    expects: [{ kind: 'finds', ids: [] }],
  },
  {
    sample: 'admin-facts',
    sentence: 'creates it with a role as string, and language and time zone from custom fields',
    request: {
      method: 'POST',
      path: '/Users',
      body: {
        schemas: [coreUserSchema],
        userName: 'hanako-{run}@cloudgate.example',
        displayName: '佐藤 花子',
        roles: 'USER',
        preferredLanguage: 'ja',
        timezone: 'Asia/Tokyo',
        password: 'synchronised',
        active: true,
      },
    },
    status: [201],
    saves: 'hanako',
    expects: userShows('hanako', [
      [['roles', 0, 'value'], 'USER'],
      [['preferredLanguage'], 'ja'],
      [['timezone'], 'Asia/Tokyo'],
      [['password'], undefined],
    ]),
  },
  {
    sample: 'admin-facts',
    sentence: 'changes the role by PUT',
    request: {
      method: 'PUT',
      path: '/Users/{hanako}',
      body: {
        schemas: [coreUserSchema],
        userName: 'hanako-{run}@cloudgate.example',
        displayName: '佐藤 花子',
        roles: 'GUEST',
        active: true,
      },
    },
    status: [200],
    expects: userShows('hanako', [[['roles', 0, 'value'], 'GUEST']]),
  },
  {
    sample: 'admin-facts',
    sentence: 'suspends by PUT',
    request: {
      method: 'PUT',
      path: '/Users/{hanako}',
      body: {
        schemas: [coreUserSchema],
        userName: 'hanako-{run}@cloudgate.example',
        displayName: '佐藤 花子',
        active: false,
      },
    },
    status: [200],
    expects: userShows('hanako', [[['active'], false]]),
  },
  {
    sample: 'admin-facts',
    sentence: 'resumes by PATCH',
    request: {
      method: 'PATCH',
      path: '/Users/{hanako}',
      body: { schemas: [patchOpSchema], Operations: [{ op: 'replace', value: { active: 'true', roles: 'USER' } }] },
    },
    status: [200, 204],
    expects: userShows('hanako', [
      [['active'], true],
      [['roles', 0, 'value'], 'USER'],
    ]),
  },
  {
    sample: 'admin-facts',
    sentence: 'deletes the account',
    request: { method: 'DELETE', path: '/Users/{hanako}' },
    status: [204],
    expects: [{ kind: 'gone', resource: '/Users/{hanako}' }],
  },
];
