import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessEvent } from '@sekisho/audit-events';
import { createAuditStore, type LogStore } from '@sekisho/audit-store';
import { sampleAccess } from '@sekisho/audit-store/testing';
import { permissions } from '@sekisho/domain';
import { createLogger, systemClock } from '@sekisho/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AdminTestApp,
  type Credentials,
  operatorKey,
  startAdminTestApp,
  type Tenant,
} from '../admin/testing/admin-test-app.ts';
import { readZip } from './testing/read-zip.ts';

const operator: Credentials = { Authorization: `Bearer ${operatorKey}` };
const storedAt = new Date('2026-05-31T23:59:59.999Z');

describe('the access log over the admin API', () => {
  let directory: string;
  let store: LogStore;
  let app: AdminTestApp;
  let tenant: Tenant;
  let as: Credentials;
  let organisationId: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sekisho-access-api-'));
    const logger = createLogger({ level: 'silent', service: 'test' });
    store = await createAuditStore({ clickhouse: undefined, embeddedPath: directory, logger, clock: systemClock });
    app = await startAdminTestApp({ accessLog: store.accessLog });
  });
  afterAll(async () => {
    await app.close();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  beforeEach(async () => {
    tenant = await app.createTenant();
    as = await tenant.key();
    organisationId = tenant.organisation.id;
  });

  async function setPlan(plan: string | null, product = 'Backlog') {
    return app.call('setProductPlan', { as: operator, params: { organisationId, product }, body: { plan } });
  }

  async function insert(...accesses: Partial<AccessEvent>[]): Promise<void> {
    await store.accessLog.insert(
      accesses.map((given) => sampleAccess({ organisationId, ...given })),
      storedAt,
    );
  }

  function download(query: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) {
    const search = new URLSearchParams({ product: 'Backlog', ...query });
    return fetch(`${app.baseUrl}/admin/v1/access-log/monthly-file?${search}`, { headers: { ...as, ...headers } });
  }

  /** Moves everybody's clock; it starts at 2026-06-01 and only goes on. */
  function waitUntil(time: string): void {
    app.clock.advance(Date.parse(time) - app.clock.now().getTime());
  }

  describe('of an organisation whose plan does not include it', () => {
    it.each([
      [null, '現在のプラン: 未設定', 'plan: none'],
      ['premium', '現在のプラン: プレミアム', 'plan: Premium'],
    ])('is refused with the plans that do, plan %s', async (plan, ja, en) => {
      await insert({ occurredAt: '2026-04-01T00:00:00.000Z' });
      if (plan !== null) expect((await setPlan(plan)).status).toBe(200);
      const response = await download({ month: '2026-04' }, { 'Accept-Language': 'ja' });
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({
        code: 'access-log.not-in-plan',
        detail: expect.stringMatching(new RegExp(`プラチナ.*${ja}`)),
        detailLocalised: { en: expect.stringContaining(en) },
      });
      const { body } = await app.call('listAccessLogMonths', { as });
      expect(body.months).toEqual([]);
      expect(body.products).toEqual([
        {
          product: 'Backlog',
          plan: plan === null ? null : { id: 'premium', name: { ja: 'プレミアム', en: 'Premium' } },
          included: false,
          plansWithAccessLog: [{ id: 'platinum', name: { ja: 'プラチナ', en: 'Platinum' } }],
        },
      ]);
    });

    it('is refused again when the plan is taken away', async () => {
      await setPlan('platinum');
      await insert({ occurredAt: '2026-04-01T00:00:00.000Z' });
      expect((await download({ month: '2026-04' })).status).toBe(200);
      await setPlan('standard');
      expect((await download({ month: '2026-04' })).status).toBe(409);
      await setPlan(null);
      expect((await download({ month: '2026-04' })).status).toBe(409);
    });

    it('says of a product without any access log that there is none', async () => {
      const response = await download({ month: '2026-04', product: 'Cacoo' });
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({ detailLocalised: { en: 'Cacoo has no access log.' } });
    });
  });

  describe('of an organisation whose plan includes it', () => {
    beforeEach(async () => {
      await setPlan('platinum');
    });

    it('has a month from the 10th of the following month on, and says so before', async () => {
      await insert(
        { occurredAt: '2026-04-30T23:59:59.999Z', path: '/april' },
        { occurredAt: '2026-05-01T00:00:00.000Z', path: '/first' },
        { occurredAt: '2026-05-31T23:59:59.999Z', path: '/last' },
      );
      waitUntil('2026-06-09T23:59:59.999Z');
      const early = await download({ month: '2026-05' }, { 'Accept-Language': 'ja' });
      expect(early.status).toBe(409);
      expect(await early.json()).toMatchObject({
        code: 'access-log.not-yet-available',
        field: 'month',
        detail: expect.stringContaining('2026-06-10 00:00 (UTC) から'),
      });
      const month = { product: 'Backlog', accesses: 2, month: '2026-05', availableFrom: '2026-06-10T00:00:00.000Z' };
      const [before] = (await app.call('listAccessLogMonths', { as })).body.months;
      expect(before).toEqual({ ...month, available: false });
      expect((await app.eventsOf(organisationId)).filter(({ category }) => category === 'Access log')).toEqual([]);

      waitUntil('2026-06-10T00:00:00.000Z');
      const { months } = (await app.call('listAccessLogMonths', { as })).body;
      expect(months).toEqual([
        { ...month, available: true },
        {
          month: '2026-04',
          product: 'Backlog',
          accesses: 1,
          availableFrom: '2026-05-10T00:00:00.000Z',
          available: true,
        },
      ]);
      const response = await download({ month: '2026-05' });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/zip');
      expect(response.headers.get('content-disposition')).toContain('accesslog-202605-Backlog-csv.zip');
      const files = readZip(Buffer.from(await response.arrayBuffer()));
      const csv = files.get('accesslog-202605-Backlog.csv')?.toString() ?? '';
      expect(csv.split('\r\n')).toEqual([
        'product,date,user_id,user_name,user_email,ip_address,method,path,status,user_agent',
        expect.stringContaining('"/first"'),
        expect.stringContaining('"/last"'),
        '',
      ]);
      expect(files.get('README.txt')?.toString()).toContain('遅れて届いたイベントはありません');
      expect((await app.eventsOf(organisationId)).at(-1)).toMatchObject({
        product: 'Apps',
        category: 'Access log',
        event: 'Download the access log',
        action: 'Access log of Backlog 2026-05 was downloaded as CSV',
        operationUserName: 'test',
      });
    });

    it('notes what came after a month was available, and shows it in the next download', async () => {
      for (const [path, at] of [
        ['/in-time', '2026-05-09T23:59:59.999Z'],
        ['/late', '2026-05-10T00:00:00.000Z'],
      ] as const) {
        const access = sampleAccess({ organisationId, occurredAt: '2026-04-12T00:00:00.000Z', path });
        await store.accessLog.insert([access], new Date(at));
      }
      const files = readZip(Buffer.from(await (await download({ month: '2026-04', bom: 'true' })).arrayBuffer()));
      const csv = files.get('accesslog-202604-Backlog.csv')?.toString() ?? '';
      expect(csv.startsWith('\ufeffproduct,')).toBe(true);
      expect(csv).toContain('"/late"');
      expect(files.get('README.txt')?.toString()).toContain('訂正版: 1 件');
    });

    it('comes in Shift_JIS by choice', async () => {
      await insert({ occurredAt: '2026-04-12T00:00:00.000Z' });
      const response = await download({ month: '2026-04', encoding: 'shift_jis' });
      const csv = readZip(Buffer.from(await response.arrayBuffer())).get('accesslog-202604-Backlog.csv');
      expect(new TextDecoder('shift_jis').decode(csv)).toContain('"城島 あゆみ"');
    });

    it.each([
      ['2026-03', 'Backlog', 404],
      ['1969-12', 'Backlog', 404],
      ['2026-13', 'Backlog', 422],
    ])('has nothing for %s of %s', async (month, product, status) => {
      expect((await download({ month, product })).status).toBe(status);
    });

    it('never shows another organisation’s', async () => {
      await insert({ occurredAt: '2026-04-12T00:00:00.000Z' });
      const other = await app.createTenant();
      await app.call('setProductPlan', {
        as: operator,
        params: { organisationId: other.organisation.id, product: 'Backlog' },
        body: { plan: 'platinum' },
      });
      const theirs = await other.key();
      expect((await app.call('listAccessLogMonths', { as: theirs })).body.months).toEqual([]);
      expect((await download({ month: '2026-04' }, theirs)).status).toBe(404);
    });

    it('is closed to whoever may not read the audit log', async () => {
      const key = await tenant.key(permissions.filter((permission) => permission !== 'audit-log:read'));
      expect((await download({ month: '2026-04' }, key)).status).toBe(403);
      expect((await app.call('listAccessLogMonths', { as: key })).status).toBe(403);
    });
  });

  describe('plans', () => {
    it('are set, changed and taken away by the operator, each change once in the organisation’s log', async () => {
      expect((await setPlan('premium')).body.items).toEqual([
        { product: 'Backlog', plan: 'premium', since: app.clock.now().toISOString() },
      ]);
      await setPlan('premium');
      await setPlan('platinum');
      await setPlan(null);
      const { body } = await app.call('listProductPlans', { as: operator, params: { organisationId } });
      expect(body.items).toEqual([]);
      const changes = (await app.eventsOf(organisationId)).filter(({ event }) => event === 'Change a product plan');
      expect(changes.map(({ action, operationUserName }) => [action, operationUserName])).toEqual([
        ['The plan of Backlog was changed from none to premium', 'Operator'],
        ['The plan of Backlog was changed from premium to platinum', 'Operator'],
        ['The plan of Backlog was changed from platinum to none', 'Operator'],
      ]);
    });

    it.each([
      ['a plan there is not', 'Backlog', 'gold', 'plan'],
      ['a product without plans', 'Apps', 'platinum', 'product'],
      ['a product there is not', 'Wiki', 'platinum', 'product'],
    ])('refuse %s', async (_, product, plan, field) => {
      const reply = await setPlan(plan, product);
      expect(reply.status).toBe(422);
      expect(reply.problem).toMatchObject({
        code: 'product-plan.unknown',
        field,
        detailLocalised: { ja: expect.stringMatching(/[ぁ-ん]/) },
      });
    });

    it('are not those of an organisation that is not there', async () => {
      const params = { organisationId: 'org_of_nobody', product: 'Backlog' };
      expect((await app.call('listProductPlans', { as: operator, params })).status).toBe(404);
      expect((await app.call('setProductPlan', { as: operator, params, body: { plan: 'platinum' } })).status).toBe(404);
    });
  });
});
