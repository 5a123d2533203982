import { createLogger, systemClock } from '@sekisho/platform';
import { expect, it } from 'vitest';
import { accessColumns, addAccess } from './access/access-rows.ts';
import { createAuditStore } from './create-audit-store.ts';
import { openServerEngine } from './engine/server-engine.ts';
import { addAuditEvent, eventColumns } from './ingest/audit-event-rows.ts';
import { EventRows } from './ingest/event-rows.ts';
import { runAccessLogStoreContract } from './testing/access-log-store-contract.ts';
import { sampleAccess, sampleEvent, sampleEvents } from './testing/audit-event-samples.ts';
import { runAuditStoreContract } from './testing/audit-store-contract.ts';
import { startClickHouseHttpServer } from './testing/clickhouse-http-server.ts';
import { runLogErasureContract } from './testing/log-erasure-contract.ts';

const logger = createLogger({ level: 'silent', service: 'test' });

const open = async () => {
  const server = await startClickHouseHttpServer();
  const { url, username, password } = server;
  const store = await createAuditStore({
    clickhouse: { url, username, password, database: 'sekisho', cluster: undefined },
    embeddedPath: '',
    logger,
    clock: systemClock,
  });
  return {
    store,
    async dispose() {
      await store.close();
      await server.stop();
    },
  };
};

runAuditStoreContract('server over HTTP', open);
runAccessLogStoreContract('server over HTTP', open);
runLogErasureContract('server over HTTP', open);

it('shows the first of two copies that two gateways stored at the same moment, whatever is asked', async () => {
  const server = await startClickHouseHttpServer();
  const connection = { url: server.url, username: server.username, password: server.password };
  const clickhouse = { ...connection, database: 'sekisho', cluster: undefined };
  const store = await createAuditStore({ clickhouse, embeddedPath: '', logger, clock: systemClock });
  const otherGateway = openServerEngine({ ...clickhouse, logger });
  try {
    const organisationId = 'org_copies';
    const event = sampleEvent({ organisationId, action: '議事録 was deleted from 開発部' });
    const others = sampleEvents(3, organisationId, '2026-05-01T00:00:00.000Z');
    await store.insert([event, ...others], new Date('2026-05-13T00:00:00.000Z'));
    const later = new Date('2026-05-13T00:00:00.001Z');
    const eventCopy = new EventRows('audit');
    addAuditEvent(eventCopy, { ...event, action: '何も起きていない', operationUserName: '別人' });
    await otherGateway.insert('sekisho.audit_events', eventColumns, {
      format: 'RowBinary',
      pieces: [...eventCopy.stamped(later, new Uint8Array(1))],
    });

    const access = sampleAccess({ organisationId });
    await store.accessLog.insert([access], new Date('2026-05-13T00:00:00.000Z'));
    const copy = new EventRows('access');
    addAccess(copy, { ...access, path: '/other' });
    await otherGateway.insert('sekisho.access_events', accessColumns, {
      format: 'RowBinary',
      pieces: [...copy.stamped(later, new Uint8Array(1))],
    });
    expect(await store.accessLog.months(organisationId)).toEqual([
      { month: '2026-05', product: 'Backlog', accesses: 1 },
    ]);
    const may = { from: new Date('2026-05-01T00:00:00.000Z'), to: new Date('2026-06-01T00:00:00.000Z') };
    const file: Uint8Array[] = [];
    const selection = { organisationId, product: 'Backlog', ...may };
    for await (const block of store.accessLog.exportCsv(selection, { byteOrderMark: false })) file.push(block);
    expect(Buffer.concat(file).toString()).toContain(access.path);
    expect(Buffer.concat(file).toString()).not.toContain('/other');

    const { events } = await store.search({ organisationId }, { limit: 10 });
    expect(events).toEqual([event, ...others.toReversed()]);
    for (const wrong of [{ text: '何も' }, { actor: '別人' }]) {
      expect((await store.search({ organisationId, ...wrong }, { limit: 10 })).events).toEqual([]);
      expect(await store.count({ organisationId, ...wrong })).toBe(0);
    }
    expect((await store.search({ organisationId, text: '議事録' }, { limit: 10 })).events).toEqual([event]);
    expect(await store.count({ organisationId })).toBe(4);
    expect((await store.facets({ organisationId })).products).toEqual([{ value: 'Backlog', events: 4 }]);
    const exported: Uint8Array[] = [];
    for await (const block of store.exportNdjson({ organisationId }, { order: 'oldest-first' })) exported.push(block);
    const lines = Buffer.concat(exported).toString().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).action)).toEqual([...others, event].map(({ action }) => action));
  } finally {
    await otherGateway.close();
    await store.close();
    await server.stop();
  }
});
