/**
 * A process that streams the audit log of an organisation straight out of the engine, with nothing of ours between:
 * `engine-stream.ts <path> <organisation>`. The query gives the same bytes as the export's, which the benchmark checks
 * by their digest, but spares the engine the guard against spreadsheet formulas. Reports by message.
 */
import { createHash } from 'node:crypto';
import { createChdbConnection } from 'chdb/connection';
import type { StreamedExport } from './compare-export.ts';

const [path = '', organisationId = ''] = process.argv.slice(2);
const sql = `SELECT product, toDateTime64(occurred_at, 0, 'UTC') AS date, category, event, action, operation_user_id,
    operation_user_name, operation_user_email, ip_address, user_agent
  FROM sekisho.audit_events FINAL
  WHERE organisation_id = '${organisationId}' AND occurred_at < toDateTime64('2026-01-01 00:00:00', 3, 'UTC')
  ORDER BY organisation_id, newest_first, event_id
  SETTINGS do_not_merge_across_partitions_select_final = 1, max_block_size = 8192,
    max_bytes_before_external_sort = 67108864, date_time_output_format = 'iso', output_format_csv_crlf_end_of_line = 1`;

const connection = createChdbConnection({ path });
async function stream(onChunk: (chunk: Uint8Array) => void): Promise<number> {
  const began = performance.now();
  for await (const chunk of connection.chdb.queryStream(sql, { format: 'CSV' })) onChunk(chunk.raw());
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
});
const result: StreamedExport = { ms, bytes, sha256: digest.digest('hex'), firstGrowth: peak - before };
process.send?.(result, () => process.exit(0));
