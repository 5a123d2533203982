/**
 * A process that streams the audit log of an organisation out of the engine, with nothing between:
 * `engine-stream.ts <path> <organisation> <same|unguarded>`. `same` is the export's own query, read inside this process;
 * `unguarded` gives the same bytes for these events, but spares the engine the guard against spreadsheet formulas. The
 * benchmark checks both by their digest. Reports by message.
 */
import { createHash } from 'node:crypto';
import { createAuditStore } from '@sekisho/audit-store';
import { createLogger, systemClock } from '@sekisho/platform';
import { createChdbConnection } from 'chdb/connection';
import type { StreamedExport } from './compare-export.ts';

const [path = '', organisationId = '', kind = 'same'] = process.argv.slice(2);

/** Opens a reading of the whole log. */
type Reader = () => AsyncIterable<Uint8Array>;

async function readerOfSame(): Promise<Reader> {
  const logger = createLogger({ level: 'warn', service: 'bench' });
  const store = await createAuditStore({ clickhouse: undefined, embeddedPath: path, logger, clock: systemClock });
  const query = { organisationId, to: new Date('2026-01-01T00:00:00Z') };
  return () => withoutHeader(store.exportCsv(query, { order: 'newest-first', byteOrderMark: false }));
}

/** The export gives its header as a block of its own; the engine's bare answer has none. */
async function* withoutHeader(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let header = true;
  for await (const block of blocks) {
    if (!header) yield block;
    header = false;
  }
}

function readerOfUnguarded(): Reader {
  const connection = createChdbConnection({ path });
  const sql = `SELECT product, toDateTime64(occurred_at, 0, 'UTC') AS date, category, event, action, operation_user_id,
      operation_user_name, operation_user_email, ip_address, user_agent
    FROM sekisho.audit_events FINAL
    WHERE organisation_id = '${organisationId}' AND occurred_at < toDateTime64('2026-01-01 00:00:00', 3, 'UTC')
    ORDER BY organisation_id, newest_first, event_id
    SETTINGS do_not_merge_across_partitions_select_final = 1, max_block_size = 4096,
      max_bytes_before_external_sort = 67108864, date_time_output_format = 'iso', output_format_csv_crlf_end_of_line = 1`;
  return async function* () {
    for await (const chunk of connection.chdb.queryStream(sql, { format: 'CSV' })) yield chunk.raw();
  };
}

const read = kind === 'same' ? await readerOfSame() : readerOfUnguarded();

async function stream(onChunk: (chunk: Uint8Array) => void): Promise<number> {
  const began = performance.now();
  for await (const chunk of read()) onChunk(chunk);
  return performance.now() - began;
}

// The first reading warms the disk cache and takes the digest; the second is the measured one.
const digest = createHash('sha256');
const before = process.memoryUsage.rss();
let peak = before;
await stream((chunk) => {
  digest.update(chunk);
  peak = Math.max(peak, process.memoryUsage.rss());
});
let bytes = 0;
const ms = await stream((chunk) => {
  bytes += chunk.byteLength;
  // As the gateway does once a block is sent: fresh memory for each would cost the engine a third of its rate.
  if (chunk.buffer instanceof ArrayBuffer && chunk.buffer.byteLength === chunk.byteLength) chunk.buffer.transfer(0);
});
const result: StreamedExport = { ms, bytes, sha256: digest.digest('hex'), firstGrowth: peak - before };
process.send?.(result, () => process.exit(0));
