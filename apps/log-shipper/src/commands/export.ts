import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { explainProblem } from '../deliver/answer.ts';
import { DeliveryImpossible } from '../deliver/sender.ts';
import type { Language } from '../settings/language.ts';
import type { Reporter } from '../settings/reporter.ts';

/** Which part of the audit log, in which form. The query's names are the admin API's. */
export interface ExportOptions {
  readonly gatewayUrl: string;
  /** An API key with the scope `audit-log:read`. */
  readonly apiKey: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** A file, or `-` for standard output. */
  readonly output: string;
  readonly language: Language;
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
  const query = new URLSearchParams();
  for (const [name, value] of options.query) query.append(name, value);
  const response = await fetch(`${options.gatewayUrl}/admin/v1/audit-log/export?${query}`, {
    headers: { Authorization: `Bearer ${options.apiKey}`, 'Accept-Language': options.language },
    redirect: 'error',
    signal,
  });
  if (!response.ok || response.body === null) {
    throw new DeliveryImpossible(response.status, explainProblem(await response.text(), options.language));
  }
  const { body } = response;
  let bytes = 0;
  const counted = async function* () {
    for await (const chunk of body) {
      bytes += chunk.length;
      reporter.progress(bytes, null, {});
      yield chunk;
    }
  };
  if (options.output === '-') {
    await pipeline(counted, process.stdout, { end: false });
    return { bytes };
  }
  const partial = `${options.output}.partial`;
  try {
    await pipeline(counted, createWriteStream(partial, { flush: true }));
    await rename(partial, options.output);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return { bytes };
}
