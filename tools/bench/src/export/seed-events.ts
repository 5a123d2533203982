/** A process that fills an embedded audit store: `seed-events.ts <path> <organisation> <count>`. */
import { createAuditStore } from '@sekisho/audit-store';
import { createLogger, systemClock } from '@sekisho/platform';
import { benchEvents } from './bench-events.ts';

const [embeddedPath = '', organisationId = '', count = '0'] = process.argv.slice(2);
const store = await createAuditStore({
  clickhouse: undefined,
  embeddedPath,
  logger: createLogger({ level: 'warn', service: 'bench' }),
  clock: systemClock,
});
let batch = [];
for (const event of benchEvents(organisationId, Number(count))) {
  batch.push(event);
  if (batch.length < 50_000) continue;
  await store.insert(batch, systemClock.now());
  batch = [];
}
await store.insert(batch, systemClock.now());
const stored = await store.count({ organisationId });
await store.close();
if (stored < Number(count)) throw new Error(`${stored} of ${count} events are stored`);
process.exit(0);
