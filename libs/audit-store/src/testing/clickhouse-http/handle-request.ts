import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Writable } from 'node:stream';
import { createBrotliCompress, createGzip, createZstdCompress } from 'node:zlib';
import { ClickHouseFailure, toFailure } from './failure.ts';
import type { Fault, ServerSettings } from './messages.ts';
import { credentialsOf, decompress, parseRequest } from './parse-request.ts';
import { runStatement } from './run-statement.ts';

/** Answers one request of ClickHouse's HTTP interface, or misbehaves as the fault says. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  settings: ServerSettings,
  takeFault: (sql: string) => Fault | undefined,
): Promise<void> {
  const started = process.hrtime.bigint();
  response.on('error', () => undefined);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const fault = takeFault(searchParams.get('query') ?? '');
  if (fault !== undefined && (await misbehaveEarly(fault, request, response))) return;
  if (pathname === '/ping') {
    response.end('Ok.\n');
    return;
  }
  const exceptionTag = randomUUID().replaceAll('-', '').slice(0, 16);
  try {
    const { username, password } = credentialsOf(request);
    if (username !== settings.username || password !== settings.password) {
      throw new ClickHouseFailure(
        516,
        `${username}: Authentication failed: password is incorrect`,
        'AUTHENTICATION_FAILED',
      );
    }
    const statement = await parseRequest(request, decompress(request));
    const lateFault = fault ?? (searchParams.has('query') ? undefined : takeFault(statement.sql));
    if (lateFault !== undefined && (await misbehaveEarly(lateFault, request, response))) return;
    const result = await runStatement(settings.dataDirectory, statement);
    if (lateFault?.kind === 'reset-after-work') {
      request.socket.resetAndDestroy();
      return;
    }
    const pieces = result.bytes[Symbol.asyncIterator]();
    const progress: string[] = [];
    const first = await withProgress(pieces.next(), statement.settings, started, progress);
    response.setHeader('X-ClickHouse-Query-Id', statement.queryId ?? randomUUID());
    response.setHeader('X-ClickHouse-Format', result.format);
    response.setHeader('X-ClickHouse-Timezone', 'UTC');
    response.setHeader('X-ClickHouse-Server-Display-Name', 'sekisho-test-server');
    response.setHeader('X-ClickHouse-Exception-Tag', exceptionTag);
    response.setHeader('X-ClickHouse-Summary', summary(started, result.writtenRows));
    if (progress.length > 0) response.setHeader('X-ClickHouse-Progress', progress);
    const sink = compressedSink(request, response, statement.settings);
    const gone = once(response, 'close').then(() => 'gone' as const);
    try {
      for (let piece = first; piece.done !== true; piece = await pieces.next()) {
        if (response.destroyed) break;
        if (!sink.write(piece.value) && (await Promise.race([once(sink, 'drain'), gone])) === 'gone') break;
        if (lateFault?.kind === 'cut-mid-response') {
          request.socket.destroySoon();
          return;
        }
      }
      sink.end();
    } finally {
      await pieces.return?.();
    }
  } catch (error) {
    refuse(response, toFailure(error), exceptionTag);
  }
}

/** Whether the fault has answered the request. */
async function misbehaveEarly(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'reset':
      request.socket.resetAndDestroy();
      return true;
    case 'hang':
      request.resume();
      await once(request.socket, 'close');
      return true;
    case 'status':
      response.writeHead(fault.status, { 'Content-Type': 'text/html' }).end('<html>The proxy says no</html>\n');
      return true;
    case 'exception':
      refuse(response, new ClickHouseFailure(fault.code, 'As the test asked', 'SCRIPTED'), '');
      return true;
    case 'cut-mid-response':
    case 'reset-after-work':
      return false;
  }
}

/** An error before the first byte has a status of its own; later it is written behind a marker, as ClickHouse 25.11+ does. */
function refuse(response: ServerResponse, failure: ClickHouseFailure, tag: string): void {
  if (!response.headersSent) {
    response
      .writeHead(failure.status, { 'X-ClickHouse-Exception-Code': String(failure.code), 'Content-Type': 'text/plain' })
      .end(failure.text);
    return;
  }
  const message = failure.text;
  response.end(`\r\n__exception__\r\n${tag}\r\n${message}${Buffer.byteLength(message)} ${tag}\r\n__exception__\r\n`);
}

/** Waits for the first bytes and notes the progress that headers will tell. */
async function withProgress<T>(
  first: Promise<T>,
  settings: ReadonlyMap<string, string>,
  started: bigint,
  progress: string[],
): Promise<T> {
  if (settings.get('send_progress_in_http_headers') !== '1') return first;
  const note = () => progress.push(summary(started, 0));
  const timer = setInterval(note, Number(settings.get('http_headers_progress_interval_ms') ?? 100));
  note();
  try {
    return await first;
  } finally {
    clearInterval(timer);
  }
}

function summary(started: bigint, writtenRows: number): string {
  return JSON.stringify({
    read_rows: '0',
    read_bytes: '0',
    written_rows: String(writtenRows),
    written_bytes: '0',
    total_rows_to_read: '0',
    result_rows: '0',
    result_bytes: '0',
    elapsed_ns: String(process.hrtime.bigint() - started),
  });
}

/** Compresses the answer when the client may have it so and asks for it. */
function compressedSink(
  request: IncomingMessage,
  response: ServerResponse,
  settings: ReadonlyMap<string, string>,
): Writable {
  const accepted = settings.get('enable_http_compression') === '1' ? request.headers['accept-encoding'] : undefined;
  const encoding = ['zstd', 'br', 'gzip'].find((name) => String(accepted ?? '').includes(name));
  if (encoding === undefined) {
    const plain = new PassThrough();
    plain.pipe(response);
    return plain;
  }
  response.setHeader('Content-Encoding', encoding);
  const compressor =
    encoding === 'zstd' ? createZstdCompress() : encoding === 'br' ? createBrotliCompress() : createGzip();
  compressor.pipe(response);
  return compressor;
}
