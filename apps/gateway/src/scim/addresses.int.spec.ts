import type { Organisation } from '@sekisho/domain';
import { insertTestMember } from '@sekisho/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimTestService, startScimTestService, type TestConnection } from './testing/scim-test-service.ts';

/** E-mail addresses where they are used to sign in: an organisation with the ordinary rule. */

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let service: ScimTestService;
let organisation: Organisation;
let domain: string;
let idp: TestConnection;

beforeAll(async () => {
  service = await startScimTestService();
  ({ organisation, domain } = await service.organisation());
  idp = await service.connect({ organisation });
});

afterAll(async () => service.close());

function user(userName: string, attributes: object = {}) {
  return { schemas: [userSchema], userName, ...attributes };
}

describe('a new user', () => {
  it('needs an address on a verified domain', async () => {
    expect((await idp.send('POST', '/Users', user(`ok@${domain}`))).status).toBe(201);
    for (const name of ['somebody@elsewhere.example.com', 'no-address']) {
      const refused = await idp.send('POST', '/Users', user(name));
      expect(refused).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    }
  });

  it('is linked to the account that was made by hand, with its id and its role', async () => {
    const member = await insertTestMember(service.database.db, organisation, domain, { role: 'administrator' });
    const linked = await idp.send(
      'POST',
      '/Users',
      user(`${member.email}`.toUpperCase(), { displayName: '新しい名前' }),
    );
    expect(linked).toMatchObject({ status: 201, body: { id: member.id } });
    const account = await service.database.db
      .selectFrom('accounts')
      .innerJoin('memberships', 'memberships.account_id', 'accounts.id')
      .where('accounts.id', '=', member.id)
      .select(['accounts.name', 'memberships.role'])
      .executeTakeFirstOrThrow();
    expect(account).toEqual({ name: '新しい名前', role: 'administrator' });
  });

  it('may not have the address of a personal account: it must be switched to a managed one', async () => {
    const email = `personal@${domain}`;
    await insertTestMember(service.database.db, organisation, domain, { kind: 'personal', managedBy: null, email });
    const refused = await idp.send('POST', '/Users', user(email));
    expect(refused.status).toBe(409);
    expect(refused.body['scimType']).toBeUndefined();
    expect(refused.body['detail']).toContain('Switch it to a managed account');
  });

  it('may not have the address of an account it can not see, and learns nothing about it', async () => {
    const sibling = await service.connect({ organisation });
    const email = `sibling@${domain}`;
    const made = await sibling.send('POST', '/Users', user(email, { displayName: 'Secret' }));
    const refused = await idp.send('POST', '/Users', user(email));
    expect(refused.status).toBe(409);
    expect(refused.body['scimType']).toBeUndefined();
    expect(JSON.stringify(refused.body)).not.toMatch(new RegExp(`${made.body['id']}|Secret|Test generic`));
    expect((await idp.send('GET', `/Users?filter=${encodeURIComponent(`userName eq "${email}"`)}`)).body).toMatchObject(
      {
        totalResults: 0,
      },
    );
  });

  it('may have the address of somebody deleted, and a changed address is held to the same', async () => {
    const first = await idp.send('POST', '/Users', user(`first@${domain}`));
    const second = await idp.send('POST', '/Users', user(`second@${domain}`));
    const change = (id: unknown, userName: string) =>
      idp.send('PATCH', `/Users/${id}`, {
        schemas: [patchOp],
        Operations: [{ op: 'replace', path: 'userName', value: userName }],
      });
    expect((await change(second.body['id'], `first@${domain}`)).body['scimType']).toBe('uniqueness');
    expect((await change(second.body['id'], 'second@elsewhere.example.com')).status).toBe(400);
    await idp.send('DELETE', `/Users/${first.body['id']}`);
    expect((await change(second.body['id'], `first@${domain}`)).status).toBe(200);
  });
});

describe('the last administrator', () => {
  it('can be neither deactivated nor deleted by an identity provider', async () => {
    const own = await service.organisation();
    const connection = await service.connect({ organisation: own.organisation });
    const admin = await connection.send('POST', '/Users', user(`admin@${own.domain}`, { roles: [{ value: 'ADMIN' }] }));
    const path = `/Users/${admin.body['id']}`;
    const off = { schemas: [patchOp], Operations: [{ op: 'replace', path: 'active', value: false }] };
    for (const reply of [await connection.send('PATCH', path, off), await connection.send('DELETE', path)]) {
      expect(reply.status).toBe(409);
      expect(reply.body['detail']).toContain('last administrator');
    }
    await connection.send('POST', '/Users', user(`second@${own.domain}`, { roles: [{ value: 'ADMIN' }] }));
    expect((await connection.send('PATCH', path, off)).status).toBe(200);
  });
});
