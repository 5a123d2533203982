import { deleteProvisioningLogBefore } from '@sekisho/storage';
import type { UseCaseDependencies } from '../../use-case.ts';

/** How long the provisioning log is kept. */
export const provisioningLogDays = 30;

const batchSize = 5_000;

/** Deletes what is older, in small steps that hold nobody up. Returns how many entries went. */
export async function pruneProvisioningLog(
  dependencies: Pick<UseCaseDependencies, 'db' | 'clock'>,
  signal?: AbortSignal,
): Promise<number> {
  const before = new Date(dependencies.clock.now().getTime() - provisioningLogDays * 24 * 60 * 60_000);
  let total = 0;
  for (;;) {
    const deleted = await deleteProvisioningLogBefore(dependencies.db, before, batchSize);
    total += deleted;
    if (deleted < batchSize || signal?.aborted === true) return total;
  }
}
