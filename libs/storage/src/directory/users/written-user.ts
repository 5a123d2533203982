import type { AuditEvent } from '@sekisho/audit-events';
import type { Member, Organisation } from '@sekisho/domain';
import { accountColumns } from '../../members/members.ts';
import type { ScimUserRecord } from './scim-user.ts';

/** What the statements that create and change Users are told about each, in JSON. */
export interface WrittenUser {
  readonly organisation: Pick<Organisation, 'emailDomainRule'>;
  readonly member: Member;
  readonly user: ScimUserRecord;
  readonly events: readonly AuditEvent[];
}

export function writtenFields({ organisation, member, user, events }: WrittenUser) {
  const account = accountColumns(organisation, member);
  return {
    id: user.id,
    email: account.email,
    email_key: account.email_key,
    name: account.name,
    language: account.language,
    time_zone: account.time_zone,
    unique_id: account.unique_id,
    user_name_key: user.userNameKey,
    external_id: user.externalId,
    email_keys: user.emailKeys,
    schemas: user.schemas,
    resource: user.resource,
    matchable: user.matchable,
    version: user.version,
    events,
  };
}

/** The same for `json_to_recordset`. */
export const writtenTypes = `id uuid, email text, email_key text, name text, language text, time_zone text,
      unique_id text, user_name_key text, external_id text, email_keys text[], schemas text, resource json,
      matchable jsonb, version integer, events json`;
