import type { Kysely } from 'kysely';
import type { Database } from '../../database.ts';
import { batchedWrite } from '../../postgres/batched-write.ts';
import { insertScimUsers, type NewScimUser } from './insert-scim-user.ts';
import { type SeenUserChange, updateSeenUsers } from './update-seen-user.ts';

/** Writes single Users for many requests at once, without transactions of their own. */
export interface UserWriter {
  /** A name or address that is taken surfaces as PostgreSQL's unique violation, with nothing written. */
  insert(created: NewScimUser): Promise<void>;
  /** False, and nothing written, when somebody else has changed the User since it was seen, or is about to. */
  update(change: SeenUserChange): Promise<boolean>;
}

export function createUserWriter(db: Kysely<Database>): UserWriter {
  const insert = batchedWrite<NewScimUser, true>({
    groupOf: (created) => created.connectionId,
    write: async (created) => {
      await insertScimUsers(db, created);
      return created.map(() => true);
    },
  });
  const update = batchedWrite<SeenUserChange, boolean>({
    groupOf: (change) => change.scope.connectionId,
    write: (changes) => updateSeenUsers(db, changes),
  });
  return {
    async insert(created) {
      await insert(created);
    },
    update,
  };
}
