import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authenticateEventKey } from '@sekisho/application';
import { catalogue } from '@sekisho/audit-events';
import { createAuditStore } from '@sekisho/audit-store';
import { sampleId } from '@sekisho/audit-store/testing';
import { listRecordingPeriods } from '@sekisho/storage';
import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AdminTestApp, operatorKey, startAdminTestApp, type Tenant } from '../admin/testing/admin-test-app.ts';
import { auditIngestRouter } from './audit-ingest-router.ts';
import { createRecordingPeriods } from './recording-periods.ts';

/** No contract, no recording: what products send and what the gateway itself decides, with both databases. */

const operator = { Authorization: `Bearer ${operatorKey}` };
const dayMs = 86_400_000;

let directory: string;
let store: Awaited<ReturnType<typeof createAuditStore>>;
let app: AdminTestApp;
let url: string;
let stop: () => void;
let tenant: Tenant;
let eventKey: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sekisho-contract-'));
  app = await startAdminTestApp();
  const { db, clock, logger } = app.dependencies;
  store = await createAuditStore({ clickhouse: undefined, embeddedPath: directory, logger, clock });
  const products = express();
  products.use(
    auditIngestRouter({
      auditStore: store,
      accessLog: store.accessLog,
      requireAccessLog: async () => undefined,
      ids: app.dependencies.ids,
      authenticateEventKey: (secret) => authenticateEventKey({ db, clock }, secret),
      recordingPeriods: createRecordingPeriods((organisationId) => listRecordingPeriods(db, organisationId), 50),
      catalogue,
      clock,
      logger,
    }),
  );
  const server = products.listen(0, '127.0.0.1');
  await vi.waitFor(() => expect(server.listening).toBe(true));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/audit/v1/events`;
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterAll(async () => {
  stop();
  await store.close();
  await app.close();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  tenant = await app.createTenant();
  const issued = await app.call('issueApiKey', {
    as: await tenant.key(),
    body: { purpose: 'events', name: 'Backlog', product: 'Backlog' },
  });
  eventKey = issued.body.secret;
});

async function setContract(state: 'trial' | 'contracted' | 'suspended' | 'ended') {
  const params = { organisationId: tenant.organisation.id };
  return app.call('setOrganisationContract', { as: operator, params, body: { state } });
}

/** Sends events that happened at the instants, in the reader's language. */
async function send(instants: readonly Date[], language = 'en') {
  const lines = instants.map((occurredAt) =>
    JSON.stringify({
      id: sampleId(`${tenant.organisation.id} ${occurredAt.toISOString()}`),
      occurredAt: occurredAt.toISOString(),
      category: 'Issue',
      event: 'Add an issue',
      action: 'TRM-1 was added to 開発部',
    }),
  );
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${eventKey}`,
      'Content-Type': 'application/x-ndjson',
      'Accept-Language': language,
    },
    body: lines.join('\n'),
  });
  return { status: response.status, body: await response.json() };
}

const hoursAgo = (hours: number) => new Date(app.clock.now().getTime() - hours * 3_600_000);
const ownEvents = async () => (await app.eventsOf(tenant.organisation.id)).map(({ event }) => event);

describe('a trial', () => {
  it('records from its beginning, takes the history that came before, and ends by itself', async () => {
    expect((await send([hoursAgo(0), hoursAgo(24 * 200)])).body).toMatchObject({ accepted: 2, rejected: [] });

    const key = await tenant.key();
    app.clock.advance(31 * dayMs);

    await vi.waitFor(async () => expect((await send([hoursAgo(1)])).status).toBe(403));
    const contract = await app.call('getContract', { as: key });
    expect(contract.body).toMatchObject({
      standing: 'trial-ended',
      recording: false,
      deletion: { rule: 'trial-ended' },
    });
  });
});

describe('outside of a contract', () => {
  it('refuses what products send as a whole, says why and what to do, and stores nothing', async () => {
    await setContract('ended');

    await vi.waitFor(async () => expect((await send([])).status).toBe(403));
    const [inEnglish, inJapanese] = [await send([hoursAgo(0)]), await send([hoursAgo(0)], 'ja')];
    expect(inEnglish.body).toMatchObject({
      code: 'contract.not-recording',
      detail: expect.stringContaining('contract'),
    });
    expect(inJapanese.body).toMatchObject({ detail: expect.stringContaining('正式登録') });
    expect(await store.count({ organisationId: tenant.organisation.id })).toBe(0);
  });

  it('records nothing that the gateway itself does either; the end is the last thing that the log tells', async () => {
    const as = await tenant.key();
    await app.call('createTeam', { as, body: { name: '営業部' } });
    await setContract('ended');
    expect((await ownEvents()).slice(-2)).toEqual(['Create a team', 'Cancel a subscription']);

    const created = await app.call('createTeam', { as, body: { name: '開発部' } });

    expect(created.status).toBe(201);
    expect((await ownEvents()).at(-1)).toBe('Cancel a subscription');
  });

  it('still keeps for good who decided what on the contract', async () => {
    await setContract('ended');
    app.clock.advance(dayMs);
    await setContract('contracted');

    const changes = await app.database.db
      .selectFrom('contract_changes')
      .select(['change', 'state', 'decided_by'])
      .where('organisation_id', '=', tenant.organisation.id)
      .orderBy('id')
      .execute();
    expect(changes).toEqual([
      { change: 'contract.trial-started', state: 'trial', decided_by: 'Operator' },
      { change: 'contract.ended', state: 'ended', decided_by: 'Operator' },
      { change: 'contract.registered', state: 'contracted', decided_by: 'Operator' },
    ]);
    expect((await ownEvents()).at(-1)).toBe('Start a subscription');
  });
});

describe('after a gap', () => {
  it('takes new events and those of the first period, and refuses those of the gap one by one', async () => {
    app.clock.advance(10 * 3_600_000);
    await setContract('ended');
    app.clock.advance(10 * 3_600_000);
    await setContract('contracted');
    app.clock.advance(3_600_000);

    await vi.waitFor(async () => expect((await send([])).status).toBe(200));
    const sent = await send([hoursAgo(0), hoursAgo(5), hoursAgo(15), hoursAgo(24 * 90)]);

    expect(sent.body).toMatchObject({
      accepted: 3,
      rejected: [{ line: 2, field: 'occurredAt', reason: expect.stringContaining('outside the contract') }],
    });
  });
});

describe('a suspended contract', () => {
  it('is recorded until it counts as cancelled', async () => {
    await setContract('contracted');
    await setContract('suspended');
    app.clock.advance(89 * dayMs);
    await vi.waitFor(async () => expect((await send([hoursAgo(0)])).body).toMatchObject({ accepted: 1 }));

    app.clock.advance(dayMs);

    await vi.waitFor(async () => expect((await send([hoursAgo(0)])).status).toBe(403));
    const params = { organisationId: tenant.organisation.id };
    const contract = await app.call('getOrganisationContract', { as: operator, params });
    expect(contract.body).toMatchObject({ standing: 'cancelled', deletion: { rule: 'suspended-90-days' } });
    expect((await setContract('suspended')).problem.code).toBe('contract.not-running');
  });

  it('hands out no files of its logs, and says why', async () => {
    const as = await tenant.key();
    const downloads = async () => [
      await app.call('exportAuditLog', { as, query: {} }),
      await app.call('downloadAuditLogMonth', { as, query: { month: '2026-04', product: 'Backlog' } }),
      await app.call('createAuditExportJob', { as, body: {} }),
    ];
    await setContract('contracted');
    await setContract('suspended');
    for (const { status, problem } of await downloads()) {
      expect(status).toBe(409);
      expect(problem).toMatchObject({
        code: 'contract.suspended',
        detailLocalised: { ja: expect.stringContaining('利用停止中'), en: expect.stringContaining('suspended') },
      });
    }
    await setContract('contracted');
    for (const { problem } of await downloads()) expect(problem?.code).not.toBe('contract.suspended');
  });
});
