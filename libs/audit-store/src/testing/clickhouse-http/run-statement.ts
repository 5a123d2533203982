import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import { ClickHouseFailure } from './failure.ts';
import type { ParsedRequest } from './parse-request.ts';

/** What a statement gives back: the format of the answer, its bytes, and the rows an INSERT wrote. */
export interface StatementResult {
  readonly format: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly writtenRows: number;
}

/** Runs one statement on a session of its own, as a request without `session_id` has none to share. */
export async function runStatement(path: string, request: ParsedRequest): Promise<StatementResult> {
  const session = new Session(path);
  let streaming = false;
  try {
    // A server keeps values apart from the statement; here they are written into it and must not count as its length.
    await session.queryAsync('SET max_query_size = 67108864');
    for (const [name, value] of request.settings) {
      if (httpOnly.has(name)) continue;
      if (!/^[a-z_][a-z0-9_]*$/i.test(name))
        throw new ClickHouseFailure(115, `Unknown setting ${name}`, 'UNKNOWN_SETTING');
      await session.queryAsync(`SET ${name} = ${quote(value)}`);
    }
    if (request.database !== undefined) await session.queryAsync(`USE \`${request.database.replaceAll('`', '')}\``);
    const sql = bind(request.sql, request.parameters);
    const format =
      /\bFORMAT\s+(\w+)\s*(?:SETTINGS\b[^']*)?;?\s*$/i.exec(sql)?.[1] ?? request.defaultFormat ?? 'TabSeparated';
    if (request.data !== undefined) {
      return { format, bytes: none(), writtenRows: await insertData(session, sql, request.data) };
    }
    if (/^[\s(]*(SELECT|WITH)\b/i.test(sql) && lineFormats.has(format)) {
      streaming = true;
      return { format, bytes: streamRows(session, sql, format), writtenRows: 0 };
    }
    const result = await session.queryAsync(sql, { format });
    return { format, bytes: one(result.bytes()), writtenRows: 0 };
  } finally {
    if (!streaming) session.close();
  }
}

async function* streamRows(session: Session, sql: string, format: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of session.queryStream(sql, { format })) yield chunk.raw();
  } finally {
    session.close();
  }
}

async function* none(): AsyncGenerator<Uint8Array> {}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function insertData(session: Session, sql: string, data: AsyncIterable<Buffer>): Promise<number> {
  const insert = /^\s*INSERT\s+INTO\s+([\w.]+)\s*(?:\(([^)]*)\))?\s*FORMAT\s+(\w+)\s*$/i.exec(sql);
  const [, table, columns, format] = insert ?? [];
  if (table !== undefined && columns !== undefined && format === 'RowBinary') {
    await insertBinary(session, table, columns, data);
    return 0;
  }
  if (
    table === undefined ||
    (format !== 'JSONEachRow' && format !== 'JSONCompactEachRow' && format !== 'TabSeparated')
  ) {
    const chunks: Buffer[] = [];
    for await (const chunk of data) chunks.push(chunk);
    await session.queryAsync(`${sql}\n${Buffer.concat(chunks).toString('utf8')}`);
    return 0;
  }
  const summary = await session.insert({
    table,
    values: data,
    format,
    ...(columns === undefined
      ? {}
      : { columns: columns.split(',').map((column) => column.trim().replaceAll('`', '')) }),
  });
  return summary.rowsWritten;
}

/** The engine takes bytes that are no text as a file only. */
async function insertBinary(
  session: Session,
  table: string,
  columns: string,
  data: AsyncIterable<Buffer>,
): Promise<void> {
  const described = await session.queryAsync(`DESCRIBE TABLE ${table}`, { format: 'JSON' });
  const { data: known } = described.json<{ data: { name: string; type: string }[] }>();
  const types = new Map(known.map(({ name, type }) => [name, type]));
  const names = columns.split(',').map((column) => column.trim());
  const structure = names.map((name) => `${name} ${types.get(name)}`).join(', ');
  const folder = await mkdtemp(join(tmpdir(), 'clickhouse-insert-'));
  try {
    const file = join(folder, 'rows');
    await writeFile(file, data);
    await session.queryAsync(
      `INSERT INTO ${table} (${columns}) SELECT * FROM file(${quote(file)}, 'RowBinary', ${quote(structure)})`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts values in the place of `{name:Type}`. They arrive as tab-separated text; arrays as their own literals. */
function bind(sql: string, parameters: ReadonlyMap<string, string>): string {
  return sql.replace(/\{(\w+):([A-Za-z0-9_(), ]+)\}/g, (placeholder, name: string, type: string) => {
    const value = parameters.get(name);
    if (value === undefined) {
      throw new ClickHouseFailure(
        456,
        `Substitution \`${name}\` is not set (${placeholder})`,
        'UNKNOWN_QUERY_PARAMETER',
      );
    }
    return `_CAST(${/^Array\(/.test(type) ? value : quote(unescapeTabSeparated(value))}, '${type}')`;
  });
}

function unescapeTabSeparated(text: string): string {
  return text.replace(/\\(.)/gs, (_, character: string) => escapes[character] ?? character);
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`;
}

const escapes: Readonly<Record<string, string>> = { '0': '\0', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Formats whose pieces make the whole when put one after another. */
const lineFormats = new Set(['CSV', 'TabSeparated', 'TSV', 'JSONEachRow', 'JSONCompactEachRow']);

/** Settings of ClickHouse's HTTP layer, which is this server. */
const httpOnly = new Set([
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'enable_http_compression',
  'http_zlib_compression_level',
  'buffer_size',
]);
