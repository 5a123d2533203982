import { lockState } from '../checkpoint/state-lock.ts';
import { BatchBuilder } from '../deliver/batch.ts';
import { type DeadLetter, deadLetterFile } from '../deliver/dead-letters.ts';
import { createSender } from '../deliver/sender.ts';
import { exitCode } from '../settings/exit-code.ts';
import type { Reporter } from '../settings/reporter.ts';
import type { ShipOptions } from './ship.ts';

export function listDeadLetters(stateDir: string): Promise<DeadLetter[]> {
  return deadLetterFile(stateDir).list();
}

/**
 * Sends set-aside events once more: after the catalogue learned a category, or a mistake in the file was mended by
 * hand. What is refused again stays; lines that never were events stay too, for a person to look at.
 */
export async function retryDeadLetters(
  options: Pick<
    ShipOptions,
    'stateDir' | 'gatewayUrl' | 'key' | 'compression' | 'requestTimeoutMs' | 'batchEvents' | 'batchBytes'
  >,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<{ delivered: number; left: number; exitCode: number }> {
  const unlock = await lockState(options.stateDir);
  try {
    const file = deadLetterFile(options.stateDir);
    const letters = await file.list();
    const sendable = letters.filter((letter) => isEvent(letter.content));
    const left = letters.filter((letter) => !isEvent(letter.content));
    const sender = createSender({
      ...options,
      onRetry: (retry) => reporter.note('The gateway did not take a batch; trying again', retry),
    });
    const builder = new BatchBuilder({ events: options.batchEvents, bytes: options.batchBytes });
    const batches = sendable.flatMap(
      ({ content, path, line }) => builder.add({ json: content, origin: { path, line } }, null) ?? [],
    );
    if (!builder.isEmpty) batches.push(builder.take());
    const at = new Date().toISOString();
    for (const batch of batches) {
      const answer = await sender.send(batch, signal);
      left.push(
        ...answer.refused.map(({ parcel, reason }) => ({ at, ...parcel.origin, reason, content: parcel.json })),
      );
    }
    await file.replace(left);
    const delivered = letters.length - left.length;
    return { delivered, left: left.length, exitCode: left.length > 0 ? exitCode.someSetAside : exitCode.done };
  } finally {
    await unlock();
  }
}

function isEvent(content: string): boolean {
  try {
    const parsed: unknown = JSON.parse(content);
    return typeof parsed === 'object' && parsed !== null && 'id' in parsed;
  } catch {
    return false;
  }
}
