import { signCertificate } from '@sekisho/audit-events/seals';
import { appendDeletionCertificate } from '@sekisho/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { absentAuditStore } from './testing/absent-audit-store.ts';
import { type AdminTestApp, operatorKey, startAdminTestApp } from './testing/admin-test-app.ts';

let app: AdminTestApp;
const asked: (readonly Date[])[] = [];

beforeAll(async () => {
  app = await startAdminTestApp({
    auditStore: {
      ...absentAuditStore(),
      countStoredBefore: async (_organisationId, instants) => {
        asked.push(instants);
        return { events: 100, first: new Date('2025-05-01T00:00:00.000Z'), before: [1, 20, 60] };
      },
    },
  });
});
afterAll(async () => app.close());

it('shows how long events are kept, what leaves soon, when the whole log goes, and what has gone', async () => {
  const tenant = await app.createTenant();
  const organisationId = tenant.organisation.id;
  const as = await tenant.key(['audit-log:read']);
  const certificate = { organisationId, rule: 'retention-400-days', events: 7, firstSequence: 1, lastSequence: 2 };
  const { sealKey } = app.dependencies;
  const signed = signCertificate({ ...certificate, finishedAt: '2026-05-01T00:00:00.000Z' }, sealKey);
  await appendDeletionCertificate(app.database.db, signed);

  const { status, body } = await app.call('getAuditLogRetention', { as });

  expect(status).toBe(200);
  expect(asked[0]?.map((instant) => instant.toISOString())).toEqual([
    '2025-05-04T00:00:00.000Z',
    '2025-05-27T00:00:00.000Z',
    '2025-07-26T00:00:00.000Z',
  ]);
  expect(body).toEqual({
    days: 400,
    events: 100,
    oldestStoredAt: '2025-05-01T00:00:00.000Z',
    leaving: [
      { withinDays: 7, until: '2026-06-08T00:00:00.000Z', events: 1 },
      { withinDays: 30, until: '2026-07-01T00:00:00.000Z', events: 20 },
      { withinDays: 90, until: '2026-08-30T00:00:00.000Z', events: 60 },
    ],
    // Of the trial, unless somebody registers.
    deletion: { rule: 'trial-ended', startsAt: '2026-07-31T15:00:00.000Z', doneBy: '2026-08-10T15:00:00.000Z' },
    certificates: [
      {
        rule: 'retention-400-days',
        events: 7,
        firstSequence: 1,
        lastSequence: 2,
        startedAt: null,
        finishedAt: '2026-05-01T00:00:00.000Z',
        rows: [],
      },
    ],
  });

  const operator = { Authorization: `Bearer ${operatorKey}` };
  await app.call('setOrganisationContract', {
    as: operator,
    params: { organisationId },
    body: { state: 'contracted' },
  });
  expect((await app.call('getAuditLogRetention', { as })).body.deletion).toBeNull();
});
