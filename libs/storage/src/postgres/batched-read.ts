import DataLoader from 'dataloader';
import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { maximumBatch } from './batch-size.ts';
import { fixedStatement } from './fixed-statement.ts';

/**
 * A point look-up that many requests make at the same time, each for one key. Those that arrive in one turn of the event
 * loop share one statement: for a look-up of a few microseconds, waking the server and being woken by it is most of the
 * cost. Alone, a look-up is sent at once. Not for use within a transaction.
 *
 * `text` takes the keys as one parameter: a JSON array of objects that have the key's fields and its `place` among the keys
 * (`json_to_recordset`), and returns that place with each row. An array a field would do as well, but for one thing: knowing
 * how many keys there are, PostgreSQL finds it worth its while to plan the statement anew each time.
 */
export function batchedRead<Key extends object, Row>(text: string) {
  const statement = fixedStatement<Row & Placed>(text);
  return (db: Kysely<Database>): ((key: Key) => Promise<readonly Row[]>) => {
    const loader = new DataLoader<Key, readonly Row[]>(
      async (keys) => {
        const found: Row[][] = keys.map(() => []);
        const wanted = keys.map((key, place) => ({ ...key, place }));
        for (const row of await statement(db, [JSON.stringify(wanted)])) found[row.place]?.push(row);
        return found;
      },
      { cache: false, maxBatchSize: maximumBatch, batchScheduleFn: (send) => setImmediate(send) },
    );
    return (key) => loader.load(key);
  };
}

interface Placed {
  readonly place: number;
}
