import { lockState } from '../checkpoint/state-lock.ts';
import { streamOfState } from '../checkpoint/state-stream.ts';
import { BatchBuilder } from '../deliver/batch.ts';
import type { Compression } from '../deliver/compression.ts';
import { contentOf, type DeadLetter } from '../deliver/dead-letter.ts';
import { openDeadLetters } from '../deliver/dead-letter-box.ts';
import { countEvents } from '../deliver/parcel.ts';
import { createSender } from '../deliver/sender.ts';
import { exitCode } from '../settings/exit-code.ts';
import type { Language } from '../settings/language.ts';
import type { Reporter } from '../settings/reporter.ts';

export interface RetryOptions {
  readonly stateDir: string;
  readonly gatewayUrl: string;
  readonly key: string;
  readonly compression: Compression;
  readonly requestTimeoutMs: number;
  readonly batchEvents: number;
  readonly batchBytes: number;
  readonly language: Language;
}

/**
 * Sends set-aside events once more: after the catalogue learned a category, or a mistake in the file was mended by
 * hand. They go to the log that the state folder belongs to. What is refused again stays; lines that never were events stay too, for a person to look at. May run beside a
 * shipper. Interrupted, it leaves every letter where the next retry finds it.
 */
export async function retryDeadLetters(
  options: RetryOptions,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<{ delivered: number; left: number; exitCode: number }> {
  const unlock = await lockState(options.stateDir, 'retry.lock');
  try {
    const box = openDeadLetters(options.stateDir);
    const taken = await box.takeOut();
    let delivered = 0;
    if (taken !== null) {
      const sender = createSender({
        ...options,
        stream: (await streamOfState(options.stateDir)) ?? 'audit-log',
        onRetry: (retry) => reporter.note('The gateway did not take a batch; trying again', retry),
      });
      const batches = new BatchBuilder({ events: options.batchEvents, bytes: options.batchBytes });
      let kept: DeadLetter[] = [];
      const flush = async () => {
        const { parcels } = batches.take();
        const refused = parcels.length > 0 ? (await sender.send({ parcels }, signal)).refused : [];
        const at = new Date().toISOString();
        for (const { parcel, reason, refusal } of refused) {
          kept.push({
            at,
            path: parcel.path,
            line: parcel.line,
            reason,
            ...(refusal && { refusal }),
            ...contentOf(parcel.json),
          });
        }
        await box.append(kept);
        kept = [];
        delivered += countEvents(parcels) - refused.length;
      };
      for await (const letter of taken.letters) {
        const { path, line } = letter;
        if (isEvent(letter)) batches.add({ json: Buffer.from(letter.content), path, line });
        else kept.push(letter);
        if (batches.isFull || kept.length >= options.batchEvents) await flush();
      }
      await flush();
      await taken.settle();
    }
    const left = await box.count();
    return { delivered, left, exitCode: left > 0 ? exitCode.someSetAside : exitCode.done };
  } finally {
    await unlock();
  }
}

/** Only what has an id can be sent again without fear of doubling it. */
function isEvent({ content, encoding }: DeadLetter): boolean {
  if (encoding !== undefined) return false;
  try {
    const parsed: unknown = JSON.parse(content);
    return typeof parsed === 'object' && parsed !== null && 'id' in parsed;
  } catch {
    return false;
  }
}
