/** A process that fills an embedded audit store with generated events: `seed-generated.ts <path> <JSON of the rows>`. */
import { createAuditStore } from '@sekisho/audit-store';
import { createLogger, systemClock } from '@sekisho/platform';
import { createChdbConnection } from 'chdb/connection';
import { insertGenerated, parseGeneratedEvents } from './generated-events.ts';

const [path = '', json = ''] = process.argv.slice(2);
const made = parseGeneratedEvents(json);
const logger = createLogger({ level: 'warn', service: 'bench' });
// The store makes its tables; then the engine is asked directly.
await (await createAuditStore({ clickhouse: undefined, embeddedPath: path, logger, clock: systemClock })).close();
const connection = createChdbConnection({ path });
const rowsAtOnce = 1_000_000;
for (let from = 0; from < made.events; from += rowsAtOnce) {
  const count = Math.min(rowsAtOnce, made.events - from);
  await connection.chdb.queryAsync(insertGenerated('sekisho.audit_events', made, from, count));
}
// What the engine does by itself a day after a month's last event: the month becomes one part. The newest stays as it is.
const parts = "SELECT DISTINCT partition FROM system.parts WHERE active AND table = 'audit_events' ORDER BY partition";
const months = (await connection.chdb.queryAsync(parts, { format: 'TSV' })).text().trim().split('\n');
for (const month of months.slice(0, -1)) {
  await connection.chdb.queryAsync(`OPTIMIZE TABLE sekisho.audit_events PARTITION ${month} FINAL`);
}
process.exit(0);
