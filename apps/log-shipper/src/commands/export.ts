import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DeliveryImpossible } from '../deliver/sender.ts';
import type { Reporter } from '../settings/reporter.ts';

/** Which part of the audit log, in which form. The query's names are the admin API's. */
export interface ExportOptions {
  readonly gatewayUrl: string;
  /** An API key with the scope `audit-log:read`. */
  readonly apiKey: string;
  readonly query: Readonly<Record<string, string>>;
  /** A file, or `-` for standard output. */
  readonly output: string;
}

/**
 * Downloads an export. A file appears under its name only when it is complete: a half-written one would pass for the
 * whole log.
 */
export async function exportLog(
  options: ExportOptions,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<{ bytes: number }> {
  const url = `${options.gatewayUrl}/admin/v1/audit-log/export?${new URLSearchParams(options.query)}`;
  const response = await fetch(url, {
    headers: { Authorization: `Bearer ${options.apiKey}` },
    redirect: 'error',
    signal,
  });
  if (!response.ok || response.body === null) {
    throw new DeliveryImpossible(
      `The gateway refused the export (${response.status}): ${(await response.text()).slice(0, 500)}`,
    );
  }
  let bytes = 0;
  const counted = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      bytes += chunk.length;
      reporter.progress(bytes, null, {});
      yield chunk;
    }
  };
  const body = Readable.fromWeb(response.body as import('node:stream/web').ReadableStream<Uint8Array>);
  if (options.output === '-') {
    await pipeline(body, counted, process.stdout, { end: false });
    return { bytes };
  }
  const partial = `${options.output}.partial`;
  try {
    await pipeline(body, counted, createWriteStream(partial, { flush: true }));
    await rename(partial, options.output);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return { bytes };
}
