import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { AnswerNotUnderstood, explainProblem } from '../deliver/answer.ts';
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
  const { body } = await get(options, `export?${query}`, signal);
  let bytes = 0;
  const counted = async function* () {
    for await (const chunk of body ?? []) {
      bytes += chunk.length;
      reporter.progress(bytes, null, {});
      yield chunk;
    }
  };
  if (options.output === '-') await pipeline(counted, process.stdout, { end: false });
  else await saveWhole(options.output, counted());
  return { bytes };
}

type Access = Pick<ExportOptions, 'gatewayUrl' | 'apiKey' | 'language'>;

/** Downloads the seals of the whole log, for `verify`. */
export async function exportEvidence(access: Access, output: string, signal: AbortSignal): Promise<void> {
  const { body } = await get(access, 'evidence', signal);
  await saveWhole(output, body ?? []);
}

/** Downloads the public key that seals are verified with. Best done once, and kept where the log's keepers can't write. */
export async function exportSealKey(access: Access, output: string, signal: AbortSignal): Promise<void> {
  const answer: unknown = await (await get(access, 'seal-key', signal)).json();
  if (typeof answer !== 'object' || answer === null || !('publicKey' in answer))
    throw new AnswerNotUnderstood('no key');
  const { publicKey } = answer;
  if (typeof publicKey !== 'string') throw new AnswerNotUnderstood('no key');
  await saveWhole(output, [Buffer.from(publicKey)]);
}

async function get({ gatewayUrl, apiKey, language }: Access, path: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(`${gatewayUrl}/admin/v1/audit-log/${path}`, {
    headers: { Authorization: `Bearer ${apiKey}`, 'Accept-Language': language },
    redirect: 'error',
    signal,
  });
  if (!response.ok) throw new DeliveryImpossible(response.status, explainProblem(await response.text(), language));
  return response;
}

async function saveWhole(path: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  const existing = await stat(path).catch(() => null);
  if (existing !== null && !existing.isFile()) {
    // A device or a pipe is written to, not replaced.
    await pipeline(content, createWriteStream(path));
    return;
  }
  const partial = `${path}.partial`;
  try {
    await pipeline(content, createWriteStream(partial, { flush: true }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
