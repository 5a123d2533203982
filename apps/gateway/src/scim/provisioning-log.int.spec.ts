import { changeGroupMappings, pruneProvisioningLog, startRawCapture, stopRawCapture } from '@sekisho/application';
import { systemIds } from '@sekisho/platform';
import {
  listMappedProducts,
  listProvisioningLog,
  listResourceNames,
  type ProvisioningLogEntry,
} from '@sekisho/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimTestService, startScimTestService, type TestConnection } from './testing/scim-test-service.ts';

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const actor = { kind: 'operator' } as const;

let service: ScimTestService;

beforeAll(async () => {
  service = await startScimTestService();
  service.scim.start();
});

afterAll(async () => service.close());

/** The connection's entries, oldest first, once there are as many. */
async function entriesOf(idp: TestConnection, count: number): Promise<ProvisioningLogEntry[]> {
  const query = { organisationId: idp.organisation.id, connectionId: idp.id, limit: 100 };
  return expect
    .poll(() => listProvisioningLog(service.database.db, query), { timeout: 10_000 })
    .toHaveLength(count)
    .then(async () => (await listProvisioningLog(service.database.db, query)).reverse());
}

function use() {
  return { db: service.database.db, clock: service.clock, ids: systemIds };
}

describe('the provisioning log', () => {
  it('keeps what came, what the plugin made of it, what changed and what was answered, in both languages', async () => {
    const idp = await service.connect({ providerId: 'entra-id' });
    const created = await idp.send('POST', '/Users', {
      schemas: [userSchema],
      userName: 'log',
      title: null,
      active: 'True',
      password: 'hunter2-secret',
    });
    const id = String(created.body['id']);
    await idp.send('PATCH', `/Users/${id}`, {
      schemas: [patchOp],
      Operations: [
        { op: 'Replace', path: 'active', value: 'False' },
        { op: 'Replace', path: 'password', value: 'hunter3-secret' },
      ],
    });
    await idp.send('PATCH', `/Users/${id}`, {
      schemas: [patchOp],
      Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    });
    await idp.send('GET', '/Users?filter=userName eq "nobody"');
    await idp.send('POST', '/Users', { schemas: [userSchema], userName: 'LOG' });
    await idp.send('POST', '/Users', '{"schemas": [');

    const entries = await entriesOf(idp, 6);
    expect(entries.map(({ method, status, outcome }) => [method, status, outcome])).toEqual([
      ['POST', 201, 'applied'],
      ['PATCH', 200, 'applied'],
      ['PATCH', 200, 'unchanged'],
      ['GET', 200, 'read'],
      ['POST', 409, 'refused'],
      ['POST', 400, 'refused'],
    ]);
    expect(entries[0]).toMatchObject({
      resourceType: 'User',
      resourceId: id,
      note: 'created',
      request: { title: null, active: 'True', password: '[removed]' },
      normalised: { active: true },
      changes: [{ event: 'Create a managed account', action: 'log was created' }],
      answer: { status: 201, id },
    });
    expect(entries[1]?.changes).toMatchObject([{ event: 'Deactivate a managed account' }]);
    expect(entries[3]).toMatchObject({ path: expect.stringContaining('filter='), answer: { totalResults: 0 } });
    expect(entries[4]).toMatchObject({
      scimType: 'uniqueness',
      explanation: { ja: expect.stringContaining('既に使用されています'), en: expect.stringContaining('is in use') },
    });
    expect(JSON.stringify(entries)).not.toMatch(/hunter|secret/);
  });

  it('finds entries by outcome and by resource, and only those of the organisation', async () => {
    const idp = await service.connect();
    const created = await idp.send('POST', '/Users', { schemas: [userSchema], userName: 'found' });
    await idp.send('GET', `/Users/${created.body['id']}`);
    await idp.send('GET', '/Users/nobody');
    await entriesOf(idp, 3);
    const { db } = service.database;
    const place = { organisationId: idp.organisation.id, connectionId: idp.id, limit: 10 };
    expect(await listProvisioningLog(db, { ...place, outcomes: ['refused', 'failed'] })).toHaveLength(1);
    expect(await listProvisioningLog(db, { ...place, resourceId: String(created.body['id']) })).toHaveLength(2);
    const other = await service.connect();
    expect(await listProvisioningLog(db, { ...place, organisationId: other.organisation.id })).toEqual([]);
  });

  it('finds entries by what an administrator knows: a name, an address, an id, whatever wildcards are in it', async () => {
    const idp = await service.connect();
    const created = await idp.send('POST', '/Users', {
      schemas: [userSchema],
      userName: 'sato_100%@example.com',
      displayName: '佐藤 花子',
    });
    const id = String(created.body['id']);
    await idp.send('PATCH', `/Users/${id}`, {
      schemas: [patchOp],
      Operations: [{ op: 'replace', path: 'title', value: '部長' }],
    });
    await idp.send('GET', `/Users?filter=${encodeURIComponent('userName eq "sato_100%@example.com"')}`);
    await idp.send('POST', '/Users', { schemas: [userSchema], userName: 'SATO_100%@example.com' });
    await idp.send('GET', '/Users?count=1');
    await entriesOf(idp, 5);
    const found = async (text: string) => {
      const query = { organisationId: idp.organisation.id, connectionId: idp.id, limit: 10, text };
      return (await listProvisioningLog(service.database.db, query)).map(({ method, status }) => `${method} ${status}`);
    };
    expect(await found('sato_100%@')).toEqual(['POST 409', 'GET 200', 'PATCH 200', 'POST 201']);
    expect(await found('花子')).toEqual(['PATCH 200', 'POST 201']);
    expect(await found(id)).toEqual(['PATCH 200', 'POST 201']);
    expect(await found('count=1')).toEqual(['GET 200']);
    expect(await found('sato%')).toEqual([]);
    expect(await found('\ud800')).toEqual([]);
    const place = { organisationId: idp.organisation.id, connectionId: idp.id };
    const names = await listResourceNames(service.database.db, place, [id, 'no id at all', systemIds.uuid()]);
    expect(names).toEqual(new Map([[id, '佐藤 花子']]));
    const foreign = { ...place, organisationId: 'org_other' };
    expect(await listResourceNames(service.database.db, foreign, [id])).toEqual(new Map());
  });

  it('keeps requests as they came for the hour of a capture, without secrets', async () => {
    const idp = await service.connect({ providerId: 'cloudgate-uno' });
    await startRawCapture(use(), { organisationId: idp.organisation.id, actor }, idp.id);
    service.scim.forgetOrganisation(idp.organisation.id);
    await idp.send('POST', '/Users', '{"userName": "raw", "password" : "hunter2", broken', { 'x-odd': 'header' });
    service.clock.advance(61 * 60_000);
    await idp.send('GET', '/Users');
    const [captured, later] = await entriesOf(idp, 2);
    expect(captured?.raw).toMatchObject({
      headers: { authorization: '[removed]', 'x-odd': 'header' },
      body: '{"userName": "raw", "password" : "[removed]", broken',
    });
    expect(JSON.stringify(captured)).not.toContain(idp.token);
    expect(later?.raw).toBeNull();
  });

  it('keeps no more of them once the capture is stopped, and says so in the audit log once', async () => {
    const idp = await service.connect();
    const scope = { organisationId: idp.organisation.id, actor };
    await startRawCapture(use(), scope, idp.id);
    service.scim.forgetOrganisation(idp.organisation.id);
    await idp.send('GET', '/Users');
    await stopRawCapture(use(), scope, idp.id);
    expect(await stopRawCapture(use(), scope, idp.id)).toMatchObject({ rawCaptureUntil: null });
    service.scim.forgetOrganisation(idp.organisation.id);
    await idp.send('GET', '/Users');
    const [captured, later] = await entriesOf(idp, 2);
    expect(captured?.raw).not.toBeNull();
    expect(later?.raw).toBeNull();
    const events = await service.database.db
      .selectFrom('outbox')
      .where('organisation_id', '=', idp.organisation.id)
      .select('payload')
      .execute();
    expect(events.filter(({ payload }) => payload['event'] === 'Stop a raw capture')).toHaveLength(1);
  });

  it('goes after 30 days', async () => {
    const idp = await service.connect();
    await idp.send('GET', '/Users');
    await entriesOf(idp, 1);
    service.clock.advance(29 * 24 * 60 * 60_000);
    await pruneProvisioningLog(use());
    await entriesOf(idp, 1);
    service.clock.advance(2 * 24 * 60 * 60_000);
    expect(await pruneProvisioningLog(use())).toBeGreaterThan(0);
    await entriesOf(idp, 0);
  });
});

describe('a mapped group', () => {
  it('brings its members a role and products, and takes the role back', async () => {
    const idp = await service.connect();
    const scope = { organisationId: idp.organisation.id, actor };
    const [admin, member] = await Promise.all(
      [{ roles: [{ value: 'ADMIN' }] }, {}].map((attributes, index) =>
        idp.send('POST', '/Users', { schemas: [userSchema], userName: `mapped${index}`, ...attributes }),
      ),
    );
    const id = String(member?.body['id']);
    const roleOf = async (accountId: unknown) => {
      const { role } = await service.database.db
        .selectFrom('memberships')
        .where('account_id', '=', String(accountId))
        .select('role')
        .executeTakeFirstOrThrow();
      return role;
    };
    await changeGroupMappings(use(), scope, idp.id, [
      { groupName: '管理者', role: 'administrator', products: ['Backlog'] },
      { groupName: '社員', role: 'member', products: ['Backlog', 'Cacoo'] },
    ]);
    service.scim.forgetOrganisation(idp.organisation.id);
    const groups = [];
    for (const displayName of ['管理者', '社員']) {
      groups.push(await idp.send('POST', '/Groups', { schemas: [groupSchema], displayName, members: [{ value: id }] }));
    }
    expect(await roleOf(id)).toBe('administrator');
    expect(await listMappedProducts(service.database.db, idp.organisation.id, id)).toEqual(['Backlog', 'Cacoo']);

    const put = await idp.send('PUT', `/Users/${id}`, {
      schemas: [userSchema],
      userName: 'mapped1',
      roles: [{ value: 'GUEST' }],
    });
    expect(put.status).toBe(200);
    expect(await roleOf(id)).toBe('administrator');

    await idp.send('PATCH', `/Groups/${groups[0]?.body['id']}`, {
      schemas: [patchOp],
      Operations: [{ op: 'remove', path: `members[value eq "${id}"]` }],
    });
    expect(await roleOf(id)).toBe('member');
    await changeGroupMappings(use(), scope, idp.id, []);
    expect(await roleOf(id)).toBe('guest');
    expect(await roleOf(admin?.body['id'])).toBe('administrator');
  });
});
