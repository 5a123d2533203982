import { approveBrake, rejectBrake, releaseBrake } from '@sekisho/application';
import { systemIds } from '@sekisho/platform';
import { countHeldDepartures, insertAlertRule, listAlerts, listBrakes, listHeldDepartures } from '@sekisho/storage';
import { insertTestMember } from '@sekisho/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimTestService, startScimTestService, type TestConnection } from './testing/scim-test-service.ts';

/** A wrong scope filter at the identity provider, and what stops it. */

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const deactivate = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'active', value: false }],
};
const actor = { kind: 'operator' } as const;

let service: ScimTestService;

beforeAll(async () => {
  service = await startScimTestService();
});

afterAll(async () => service.close());

interface Company {
  readonly idp: TestConnection;
  readonly ids: readonly string[];
  readonly use: {
    readonly db: ScimTestService['database']['db'];
    readonly clock: ScimTestService['clock'];
    readonly ids: typeof systemIds;
  };
  readonly scope: { readonly organisationId: string; readonly actor: typeof actor };
}

async function company(people: number): Promise<Company> {
  const { organisation, domain } = await service.organisation();
  const idp = await service.connect({ organisation, providerId: 'okta' });
  const ids: string[] = [];
  for (let from = 0; from < people; from += 25) {
    const replies = await Promise.all(
      Array.from({ length: Math.min(25, people - from) }, (_, index) =>
        idp.send('POST', '/Users', { schemas: [userSchema], userName: `p${from + index}@${domain}` }),
      ),
    );
    ids.push(...replies.map((reply) => String(reply.body['id'])));
  }
  const use = { db: service.database.db, clock: service.clock, ids: systemIds };
  return { idp, ids, use, scope: { organisationId: organisation.id, actor } };
}

async function deactivateAll({ idp }: Company, ids: readonly string[]): Promise<number[]> {
  const replies = await Promise.all(ids.map((id) => idp.send('PATCH', `/Users/${id}`, deactivate)));
  return replies.map((reply) => reply.status);
}

async function inUse({ scope }: Company): Promise<number> {
  const rows = await service.database.db
    .selectFrom('accounts')
    .where('managed_by', '=', scope.organisationId)
    .where('state', '=', 'active')
    .select('id')
    .execute();
  return rows.length;
}

async function currentBrake({ scope }: Company) {
  const [brake] = await listBrakes(service.database.db, scope.organisationId, { limit: 1 });
  if (brake === undefined) throw new Error('the brake was not triggered');
  return brake;
}

const count = (statuses: readonly number[], status: number) => statuses.filter((found) => found === status).length;

describe('deactivating 60 % of 100 people at once', () => {
  it('stops at a fifth, exactly, however many ask at the same time, and tells the administrators', async () => {
    const it = await company(100);
    const statuses = await deactivateAll(it, it.ids.slice(0, 60));
    expect(count(statuses, 200)).toBe(20);
    expect(count(statuses, 429)).toBe(40);
    expect(await inUse(it)).toBe(80);
    const brake = await currentBrake(it);
    expect(brake).toMatchObject({ state: 'holding', accounts: 100, departures: 20, share: 0.2 });
    const held = await listHeldDepartures(service.database.db, it.scope.organisationId, brake.id, { limit: 100 });
    expect(held).toHaveLength(40);
    const counts = await countHeldDepartures(service.database.db, it.scope.organisationId, [brake.id]);
    expect(counts.get(brake.id)).toEqual({ people: 40, held: 40 });
    expect(await countHeldDepartures(service.database.db, 'org_other', [brake.id])).toEqual(new Map());
    const again = await it.idp.send('DELETE', `/Users/${it.ids[99]}`);
    expect(again.status).toBe(429);
    expect(again.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    const events = await service.database.db
      .selectFrom('outbox')
      .where('organisation_id', '=', it.scope.organisationId)
      .select('payload')
      .execute();
    expect(
      events.map(({ payload }) => payload['event']).filter((event) => event === 'Stop provisioning by the brake'),
    ).toHaveLength(1);
  });

  it('after approval is carried out to the end, and the retries go through', async () => {
    const it = await company(100);
    await deactivateAll(it, it.ids.slice(0, 50));
    const brake = await currentBrake(it);
    const approved = await approveBrake(it.use, it.scope, brake.id);
    expect(approved).toMatchObject({ applied: 30, failed: 0, brake: { state: 'approved', decidedBy: 'operator' } });
    expect(await inUse(it)).toBe(50);
    const counts = await countHeldDepartures(service.database.db, it.scope.organisationId, [brake.id]);
    expect(counts.get(brake.id)).toEqual({ people: 30, held: 0 });
    const rest = await deactivateAll(it, it.ids.slice(0, 60));
    expect(count(rest, 200)).toBe(60);
    expect(await inUse(it)).toBe(40);
    await expect(approveBrake(it.use, it.scope, brake.id)).rejects.toMatchObject({ code: 'brake.decided' });
  });

  it('after rejection never happens, until the brake is released', async () => {
    const it = await company(60);
    await deactivateAll(it, it.ids.slice(0, 36));
    const brake = await currentBrake(it);
    await rejectBrake(it.use, it.scope, brake.id);
    const refused = await it.idp.send('PATCH', `/Users/${it.ids[0]}`, {
      ...deactivate,
      Operations: [{ op: 'add', path: 'title', value: 'x' }],
    });
    expect(refused.status).toBe(200);
    expect(new Set(await deactivateAll(it, it.ids.slice(40)))).toEqual(new Set([403]));
    expect(await inUse(it)).toBe(48);
    await releaseBrake(it.use, it.scope, brake.id);
    // Counted anew from here: what went before the brake closed does not close it again.
    expect(count(await deactivateAll(it, it.ids.slice(40)), 200)).toBe(12);
    expect(await inUse(it)).toBe(36);
  });
});

describe('the alert of a brake', () => {
  const alertsOf = async (organisationId: string) =>
    (await listAlerts(service.database.db, organisationId, { limit: 10, offset: 0 })).items;

  it('is raised as the brake closes, once, and is on its way to every administrator with an address', async () => {
    const it = await company(60);
    const { organisation } = it.idp;
    const admin = await insertTestMember(service.database.db, organisation, 'example.co.jp', { role: 'administrator' });
    await insertTestMember(service.database.db, organisation, 'example.co.jp', {
      role: 'administrator',
      state: 'deactivated',
    });
    await insertTestMember(service.database.db, organisation, 'example.co.jp', { role: 'member' });
    await deactivateAll(it, it.ids.slice(0, 36));
    const alerts = await alertsOf(organisation.id);
    expect(alerts).toMatchObject([
      {
        alert: {
          ruleId: null,
          ruleName: null,
          kind: 'provisioning-brake',
          subject: 'Test okta was stopped after 12 of 60 accounts had gone',
          evidence: { event: 'Stop provisioning by the brake' },
        },
        notifications: [{ channel: 'email', target: admin.email, state: 'not-configured' }],
      },
    ]);
  });

  it("is left to the organisation's own rule where there is one", async () => {
    const it = await company(60);
    const { organisation } = it.idp;
    const now = service.clock.now();
    await service.database.db.transaction().execute((trx) =>
      insertAlertRule(trx, {
        id: systemIds.uuid(),
        organisationId: organisation.id,
        name: 'ブレーキ',
        enabled: true,
        condition: { kind: 'provisioning-brake' },
        notify: { emails: [], destinationIds: [] },
        createdAt: now,
        updatedAt: now,
      }),
    );
    await deactivateAll(it, it.ids.slice(0, 36));
    expect((await currentBrake(it)).state).toBe('holding');
    expect(await alertsOf(organisation.id)).toEqual([]);
  });
});

describe('the brake', () => {
  it('lets ten go however few there are, and does not count who came back', async () => {
    const it = await company(12);
    const activate = { ...deactivate, Operations: [{ op: 'replace', path: 'active', value: true }] };
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await it.idp.send('PATCH', `/Users/${it.ids[0]}`, deactivate)).status).toBe(200);
      expect((await it.idp.send('PATCH', `/Users/${it.ids[0]}`, activate)).status).toBe(200);
    }
    // Whoever came back goes last: counted as gone still, it would keep one of the others from going.
    const [cameBack, ...others] = it.ids;
    const statuses: number[] = [];
    for (const id of [...others, cameBack ?? '']) statuses.push(...(await deactivateAll(it, [id])));
    expect(count(statuses, 200)).toBe(10);
    expect(count(statuses, 429)).toBe(2);
  });

  it('does not count who was deleted and created again, unless it was as somebody deactivated', async () => {
    const it = await company(12);
    const [first, second, ...others] = it.ids;
    const createAgain = async (id: string | undefined, active: boolean) => {
      const { body } = await it.idp.send('GET', `/Users/${id}`);
      expect((await it.idp.send('DELETE', `/Users/${id}`)).status).toBe(204);
      const resource = { schemas: [userSchema], userName: body['userName'], active };
      const { status, body: revived } = await it.idp.send('POST', '/Users', resource);
      expect([status, revived['id'], revived['active']]).toEqual([201, id, active]);
    };
    for (let turn = 0; turn < 3; turn += 1) await createAgain(first, true);
    await createAgain(second, false);
    // Nine more may go beside the second, who has gone; with the first counted too, only eight could.
    const statuses: number[] = [];
    for (const id of others) statuses.push(...(await deactivateAll(it, [id])));
    expect(statuses).toEqual([...Array(9).fill(200), 429]);
  });

  it('takes off its list whom the provider wants to stay after all', async () => {
    const it = await company(12);
    await deactivateAll(it, it.ids);
    const brake = await currentBrake(it);
    const [first] = await listHeldDepartures(service.database.db, it.scope.organisationId, brake.id, { limit: 10 });
    service.scim.forgetOrganisation(it.scope.organisationId);
    await it.idp.send('PATCH', `/Users/${first?.accountId}`, {
      ...deactivate,
      Operations: [{ op: 'replace', path: 'active', value: true }],
    });
    expect(await approveBrake(it.use, it.scope, brake.id)).toMatchObject({ applied: 1 });
    expect(await inUse(it)).toBe(1);
  });

  it('keeps on its list whom the provider only renames meanwhile', async () => {
    const it = await company(12);
    await deactivateAll(it, it.ids);
    const brake = await currentBrake(it);
    const [first] = await listHeldDepartures(service.database.db, it.scope.organisationId, brake.id, { limit: 10 });
    service.scim.forgetOrganisation(it.scope.organisationId);
    const renamed = await it.idp.send('PATCH', `/Users/${first?.accountId}`, {
      ...deactivate,
      Operations: [{ op: 'replace', path: 'title', value: '課長' }],
    });
    expect(renamed.status).toBe(200);
    expect(await approveBrake(it.use, it.scope, brake.id)).toMatchObject({ applied: 2 });
    expect(await inUse(it)).toBe(0);
  });

  it('is off where the e-mail rule is waived: test suites delete whatever they made', async () => {
    const idp = await service.connect();
    for (let index = 0; index < 15; index += 1) {
      const { body } = await idp.send('POST', '/Users', { schemas: [userSchema], userName: `suite${index}` });
      expect((await idp.send('DELETE', `/Users/${body['id']}`)).status).toBe(204);
    }
  });

  it("is decided only by the organisation's own administrators", async () => {
    const it = await company(12);
    await deactivateAll(it, it.ids);
    const brake = await currentBrake(it);
    const other = await service.organisation();
    await expect(
      approveBrake(it.use, { organisationId: other.organisation.id, actor }, brake.id),
    ).rejects.toMatchObject({ code: 'brake.not-found' });
  });
});
