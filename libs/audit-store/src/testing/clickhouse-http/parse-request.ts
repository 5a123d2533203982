import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { ClickHouseFailure } from './failure.ts';

/** A request as ClickHouse's HTTP interface understands it. */
export interface ParsedRequest {
  readonly sql: string;
  /** Data of an INSERT, when it is apart from the statement. */
  readonly data: AsyncIterable<Buffer> | undefined;
  readonly database: string | undefined;
  readonly queryId: string | undefined;
  readonly defaultFormat: string | undefined;
  /** `param_*`, still in their escaped form. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, string>;
}

/**
 * Reads the address and, unless it is the data of an INSERT, the body. The statement is `query` of the address followed
 * by the body, or the part `query` of a multipart form.
 */
export async function parseRequest(request: IncomingMessage, body: Readable): Promise<ParsedRequest> {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const parameters = new Map<string, string>();
  const settings = new Map<string, string>();
  for (const [name, value] of searchParams) {
    if (name.startsWith('param_')) parameters.set(name.slice('param_'.length), value);
    else if (!reserved.has(name)) settings.set(name, value);
  }
  const inAddress = searchParams.get('query');
  let sql = inAddress ?? '';
  let data: AsyncIterable<Buffer> | undefined;
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (boundary !== undefined) {
    for (const [name, value] of parseForm(await readAll(body), boundary)) {
      if (name === 'query') sql += value;
      else if (name.startsWith('param_')) parameters.set(name.slice('param_'.length), value);
    }
  } else if (inAddress !== null && /^\s*INSERT\b/i.test(inAddress) && request.method === 'POST') {
    data = body;
  } else if (request.method === 'POST') {
    const text = (await readAll(body)).toString('utf8');
    sql = inAddress === null ? text : `${inAddress}\n${text}`;
  }
  if (sql.trim() === '') throw new ClickHouseFailure(62, 'Empty query', 'SYNTAX_ERROR');
  return {
    sql,
    data,
    database: searchParams.get('database') ?? header(request, 'x-clickhouse-database'),
    queryId: searchParams.get('query_id') ?? undefined,
    defaultFormat: searchParams.get('default_format') ?? header(request, 'x-clickhouse-format'),
    parameters,
    settings,
  };
}

/** Who asks: basic authentication, `X-ClickHouse-User` and `-Key`, or `user` and `password` in the address. */
export function credentialsOf(request: IncomingMessage): { username: string; password: string } {
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic !== undefined) {
    const [username = '', ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return { username, password: password.join(':') };
  }
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  return {
    username: header(request, 'x-clickhouse-user') ?? searchParams.get('user') ?? 'default',
    password: header(request, 'x-clickhouse-key') ?? searchParams.get('password') ?? '',
  };
}

/** The body without its `Content-Encoding`. */
export function decompress(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  switch (encoding) {
    case 'identity':
      return request;
    case 'gzip':
      return request.pipe(createGunzip());
    case 'deflate':
      return request.pipe(createInflate());
    case 'br':
      return request.pipe(createBrotliDecompress());
    case 'zstd':
      return request.pipe(createZstdDecompress());
    default:
      throw new ClickHouseFailure(48, `Unknown Content-Encoding ${encoding}`, 'NOT_IMPLEMENTED');
  }
}

const reserved = new Set(['query', 'database', 'query_id', 'default_format', 'user', 'password', 'role', 'session_id']);

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

async function readAll(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The text fields of a form (RFC 7578). */
function parseForm(body: Buffer, boundary: string): [name: string, value: string][] {
  return body
    .toString('utf8')
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const end = part.indexOf('\r\n\r\n');
      const name = /name="([^"]+)"/.exec(part.slice(0, end))?.[1] ?? '';
      return [name, part.slice(end + 4, -2)];
    });
}
