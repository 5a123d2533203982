/**
 * A process that has the engine itself read a file of NDJSON and store it, with nothing of ours between:
 * `engine-insert.ts <path> <file> <organisation>`. The same table with the same indexes, columns and durability; only what
 * the events are is neither checked nor looked up. Reports by message how many milliseconds it took.
 */
import { createAuditStore } from '@sekisho/audit-store';
import { createLogger, systemClock } from '@sekisho/platform';
import { createChdbConnection } from 'chdb/connection';

const [path = '', file = '', organisationId = ''] = process.argv.slice(2);
const logger = createLogger({ level: 'warn', service: 'bench' });
// The store makes its tables; then the engine is asked directly.
await (await createAuditStore({ clickhouse: undefined, embeddedPath: path, logger, clock: systemClock })).close();
const { chdb } = createChdbConnection({ path });
const fields = ['category', 'event', 'action', 'operationUserId', 'operationUserName', 'operationUserEmail'];
const rest = ['ipAddress', 'userAgent', 'spaceKey'];
const shape = ['id UUID', "occurredAt DateTime64(3, 'UTC')", ...[...fields, ...rest].map((field) => `${field} String`)];
const began = performance.now();
await chdb.queryAsync(`INSERT INTO sekisho.audit_events
    (organisation_id, event_id, occurred_at, stored_at, product, category, event, action, operation_user_id,
     operation_user_name, operation_user_email, ip_address, user_agent, space_key)
  SELECT '${organisationId}', id, occurredAt, now64(3), 'Backlog', ${[...fields, ...rest].join(', ')}
  FROM file('${file}', 'JSONEachRow', '${shape.map((column) => column.replaceAll("'", "\\'")).join(', ')}')
  SETTINGS max_partitions_per_insert_block = 0, date_time_input_format = 'best_effort'`);
const ms = performance.now() - began;
process.send?.(ms, () => process.exit(0));
