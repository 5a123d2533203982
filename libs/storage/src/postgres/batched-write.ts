import DataLoader from 'dataloader';
import { maximumBatch } from './batch-size.ts';
import { isDatabaseUnavailable } from './errors.ts';

/**
 * Changes of one kind that many requests make at the same time. Those that arrive in one turn of the event loop and belong
 * to the same group are written in one statement, which is one transaction: beginning, committing and waking the server
 * cost more than the rows. `write` must write all or nothing, and return the outcomes in the order of the changes.
 *
 * One change must not fail for another's sake: when a statement is refused, each of its changes is written by itself.
 * Changes of different groups never wait for each other.
 */
export function batchedWrite<Change, Outcome>(options: {
  readonly groupOf: (change: Change) => string;
  readonly write: (changes: readonly Change[]) => Promise<readonly Outcome[]>;
}): (change: Change) => Promise<Outcome> {
  const { groupOf, write } = options;

  async function writeGroup(changes: readonly Change[]): Promise<readonly (Outcome | Error)[]> {
    try {
      return await write(changes);
    } catch (error) {
      if (changes.length === 1 || isDatabaseUnavailable(error)) return changes.map(() => asError(error));
      return (await Promise.all(changes.map((change) => writeGroup([change])))).flat();
    }
  }

  const loader = new DataLoader<Change, Outcome>(
    async (changes) => {
      const outcomes = new Map<Change, Outcome | Error>();
      const groups = [...Map.groupBy(changes, groupOf).values()];
      const written = await Promise.all(groups.map(writeGroup));
      for (const [at, group] of groups.entries()) {
        for (const [place, change] of group.entries()) {
          outcomes.set(change, written[at]?.[place] ?? new Error('a change was written and has no outcome'));
        }
      }
      return changes.map((change) => outcomes.get(change) ?? new Error('a change was in no group'));
    },
    { cache: false, maxBatchSize: maximumBatch, batchScheduleFn: (send) => setImmediate(send) },
  );
  return (change) => loader.load(change);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
