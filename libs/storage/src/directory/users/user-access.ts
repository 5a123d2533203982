import type { Kysely } from 'kysely';
import type { Database } from '../../database.ts';
import { createUserReader, type UserReader } from './user-reader.ts';
import { createUserWriter, type UserWriter } from './user-writer.ts';

/** Single Users for many requests at once: one for a process, because only what goes through the same one is put together. */
export function createUserAccess(db: Kysely<Database>): UserReader & UserWriter {
  return { ...createUserReader(db), ...createUserWriter(db) };
}
