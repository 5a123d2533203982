import type { TextPieces } from '@sekisho/scim-core';
import type { Kysely } from 'kysely';
import type { Database } from '../../database.ts';
import { batchedRead } from '../../postgres/batched-read.ts';
import { dotted } from '../filter/resource-shape.ts';
import type { PageRequest } from '../page/page-request.ts';
import type { DirectoryScope, ScimUserView, SeenScimUser } from './scim-user.ts';
import {
  groupsOfUser,
  type ScimUserRow,
  toScimUserView,
  toUserTexts,
  type UserTextRow,
  userColumns,
  userTextColumns,
} from './user-columns.ts';
import { toUserWithAccount, type UserWithAccountRow, userWithAccountColumns } from './user-with-account.ts';

/** Reads single Users for many requests at once: what providers ask all day. */
export interface UserReader {
  /** One live User of the connection, or null. `id` must be a UUID. */
  find(scope: DirectoryScope, id: string, options: { readonly groups: boolean }): Promise<ScimUserView | null>;
  /** The same with the account behind it and the versions of its rows, for a change that takes no lock. */
  see(scope: DirectoryScope, id: string): Promise<SeenScimUser | null>;
  /** The live Users with that folded name or that external id, each as the JSON text that a reply shows, in the order of ids. */
  render(scope: DirectoryScope, key: UserKey, baseUrl: string): Promise<readonly TextPieces[]>;
}

/** What an index finds a User by. */
export interface UserKey {
  readonly attribute: 'userName' | 'externalId';
  /** Folded as the match document is. */
  readonly value: string;
}

/** The key that a page is asked for by, when it is nothing else: its first page, in no particular order. */
export function userKeyOf({ filter, sort, window }: PageRequest): UserKey | null {
  if (filter?.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return null;
  if (sort !== undefined || window.kind !== 'index' || window.startIndex > 1) return null;
  const attribute = dotted(filter.path);
  return attribute === 'userName' || attribute === 'externalId' ? { attribute, value: filter.value } : null;
}

export function createUserReader(db: Kysely<Database>): UserReader {
  const withGroups = readWithGroups(db);
  const withoutGroups = readWithoutGroups(db);
  const withAccount = readWithAccount(db);
  const keyed = { userName: readByName(db), externalId: readByExternalId(db) };
  return {
    async find(scope, id, { groups }) {
      const [row] = await (groups ? withGroups : withoutGroups)({ ...scope, id });
      return row === undefined ? null : toScimUserView(row);
    },
    async see(scope, id) {
      const [row] = await withAccount({ ...scope, id });
      return row === undefined ? null : toSeen(row);
    },
    async render(scope, { attribute, value }, baseUrl) {
      const rows = await keyed[attribute]({ ...scope, value });
      return toUserTexts(rows, (row) => row.account_id, baseUrl);
    },
  };
}

interface IdInScope extends DirectoryScope {
  readonly id: string;
}

/** `offset 0` makes it one index look-up a key, whatever a planner without statistics would rather do. */
function byId(columns: string, joins = '') {
  return `
  select wanted.place, found.*
  from json_to_recordset($1::json)
    as wanted (place integer, "id" uuid, "connectionId" uuid, "organisationId" text)
  cross join lateral (
    select ${columns} from scim_users ${joins}
    where scim_users.account_id = wanted.id and scim_users.connection_id = wanted."connectionId"
      and scim_users.organisation_id = wanted."organisationId" and scim_users.deleted_at is null
    offset 0) as found`;
}

const readWithGroups = batchedRead<IdInScope, ScimUserRow>(byId(`${userColumns}, ${groupsOfUser} as groups`));
const readWithoutGroups = batchedRead<IdInScope, ScimUserRow>(byId(`${userColumns}, null::json as groups`));

type SeenRow = UserWithAccountRow & { account_version: string; scim_version: string };

const readWithAccount = batchedRead<IdInScope, SeenRow>(
  byId(
    `${userWithAccountColumns},
      accounts.xmin as account_version, scim_users.xmin as scim_version`,
    `join accounts on accounts.id = scim_users.account_id
     join memberships on memberships.account_id = accounts.id
       and memberships.organisation_id = scim_users.organisation_id`,
  ),
);

interface KeyInScope extends DirectoryScope {
  readonly value: string;
}

function byKey(column: string) {
  return `
  select wanted.place, found.*
  from json_to_recordset($1::json)
    as wanted (place integer, value text, "connectionId" uuid, "organisationId" text)
  cross join lateral (
    select scim_users.account_id, ${userTextColumns}, ${groupsOfUser} as groups from scim_users
    where scim_users.connection_id = wanted."connectionId" and scim_users.${column} = wanted.value
      and scim_users.organisation_id = wanted."organisationId" and (scim_users.deleted_at is null) is true
    offset 0) as found
  order by wanted.place, found.account_id`;
}

type KeyedRow = UserTextRow & { account_id: string };

const readByName = batchedRead<KeyInScope, KeyedRow>(byKey('user_name_key'));
const readByExternalId = batchedRead<KeyInScope, KeyedRow>(byKey('external_id'));

function toSeen(row: SeenRow): SeenScimUser {
  return { ...toUserWithAccount(row), rows: { account: row.account_version, scimUser: row.scim_version } };
}
