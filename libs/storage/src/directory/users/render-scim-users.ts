import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../../database.ts';
import { isoText } from '../filter/resource-shape.ts';
import type { Page, PageRequest } from '../page/page-request.ts';
import { selectPage } from '../page/select-page.ts';
import type { DirectoryScope } from './scim-user.ts';
import { userSource } from './user-source.ts';

/**
 * A page of Users, each as the JSON text that a reply shows. Reading a hundred documents into objects only to write them
 * out again costs more than finding them, and providers list all day; here what is stored goes out as it is. Must say to
 * the character what `renderUser` says, which a test holds it to. For whole resources only: a projection needs objects.
 */
export async function renderScimUsers(
  db: Kysely<Database>,
  scope: DirectoryScope,
  request: PageRequest,
  baseUrl: string,
): Promise<Page<string>> {
  const page = await selectPage<{ text: string }>(
    db,
    { ...userSource(scope), columns: sql`${userText(baseUrl)} as text` },
    request,
  );
  return { ...page, resources: page.resources.map((row) => row.text) };
}

/** `resource` is never empty, because a User has a name; its text is what `JSON.stringify` wrote. */
function userText(baseUrl: string): RawBuilder<string> {
  const resource = sql`scim_users.resource::text`;
  return sql<string>`'{"schemas":' || scim_users.schemas || ',"id":"' || scim_users.account_id || '",'
    || substr(${resource}, 2, length(${resource}) - 2)
    || coalesce(',"groups":[' || ${groupsText(baseUrl)} || ']', '')
    || ',"meta":{"resourceType":"User","created":"' || ${isoText(sql.ref('scim_users.created_at'))}
    || '","lastModified":"' || ${isoText(sql.ref('scim_users.modified_at'))}
    || '","location":"' || ${baseUrl}::text || '/Users/' || scim_users.account_id
    || '","version":"W/\\"' || scim_users.version || '\\""}}'`;
}

/** Null when there are none. See `groupsOfUser` for the shape of the join. */
function groupsText(baseUrl: string): RawBuilder<string | null> {
  return sql`(
    select string_agg('{"value":"' || team.id || '","$ref":"' || ${baseUrl}::text || '/Groups/' || team.id
      || '","display":' || to_json(team.name)::text || ',"type":"direct"}', ',' order by team.id)
    from team_members cross join lateral (
      select teams.id, teams.name from teams
      where teams.id = team_members.team_id and teams.connection_id = scim_users.connection_id
      offset 0) as team
    where team_members.account_id = scim_users.account_id)`;
}
