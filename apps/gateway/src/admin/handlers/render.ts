import type {
  apiKey,
  connection,
  connectionToken,
  emailDomain,
  me,
  member,
  organisation,
  session,
  team,
} from '@sekisho/api-contract';
import {
  type ApiKey,
  type ConnectionToken,
  type EmailDomain,
  isTokenValid,
  type Member,
  type Organisation,
  permissionsOf,
  verificationRecord,
} from '@sekisho/domain';
import type { ConnectionOverview, ListedMember, Session, TeamOverview } from '@sekisho/storage';
import type { z } from 'zod';

/** Rows and rules as the API shows them. Field by field, so that nothing is shown by accident. */

export function renderOrganisation(value: Organisation): z.output<typeof organisation> {
  return {
    id: value.id,
    name: value.name,
    timeZone: value.timeZone,
    defaultLanguage: value.defaultLanguage,
    emailDomainRule: value.emailDomainRule,
    createdAt: value.createdAt.toISOString(),
  };
}

export function renderMember(value: ListedMember): z.output<typeof member> {
  return {
    id: value.id,
    kind: value.kind,
    // Deleted accounts are not members: no query of these returns one.
    state: value.state === 'deleted' ? 'deactivated' : value.state,
    name: value.name,
    email: value.email,
    uniqueId: value.uniqueId,
    role: value.role,
    privileges: [...value.privileges],
    language: value.language,
    timeZone: value.timeZone,
    provisioned: value.provisioned,
    createdAt: value.createdAt.toISOString(),
    updatedAt: value.updatedAt.toISOString(),
  };
}

export function renderSession(value: Session): z.output<typeof session> {
  return {
    startedAt: value.createdAt.toISOString(),
    lastSeenAt: value.lastSeenAt.toISOString(),
    ipAddress: value.ipAddress,
    userAgent: value.userAgent,
  };
}

export function renderMe(facts: {
  readonly member: Member;
  readonly organisation: Organisation;
  readonly csrfToken: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
}): z.output<typeof me> {
  const { member: account, organisation: tenant } = facts;
  return {
    account: {
      id: account.id,
      kind: account.kind,
      name: account.name,
      email: account.email,
      language: account.language,
      timeZone: account.timeZone,
      role: account.role,
      privileges: [...account.privileges],
    },
    organisation: {
      id: tenant.id,
      name: tenant.name,
      timeZone: tenant.timeZone,
      defaultLanguage: tenant.defaultLanguage,
    },
    permissions: [...permissionsOf(account)],
    csrfToken: facts.csrfToken,
    session: { startedAt: facts.startedAt.toISOString(), expiresAt: facts.expiresAt.toISOString() },
  };
}

export function renderTeam(value: TeamOverview): z.output<typeof team> {
  return {
    id: value.id,
    name: value.name,
    memberCount: value.memberCount,
    connection:
      value.connectionId === null ? null : { id: value.connectionId, name: value.connectionName ?? value.connectionId },
    createdAt: value.createdAt.toISOString(),
    updatedAt: value.updatedAt.toISOString(),
  };
}

export function renderDomain(value: EmailDomain): z.output<typeof emailDomain> {
  return {
    name: value.name,
    state: value.state,
    record: { type: 'TXT', host: value.name, value: verificationRecord(value) },
    verifiedAt: value.verifiedAt?.toISOString() ?? null,
    checkedAt: value.checkedAt?.toISOString() ?? null,
  };
}

export function renderConnection(value: ConnectionOverview, publicUrl: string): z.output<typeof connection> {
  return {
    id: value.id,
    providerId: value.providerId,
    name: value.name,
    state: value.state,
    scimBaseUrl: `${publicUrl}/scim/v2/${value.id}`,
    userCount: value.usage.users,
    groupCount: value.usage.groups,
    createdAt: value.createdAt.toISOString(),
    updatedAt: value.updatedAt.toISOString(),
  };
}

export function renderConnectionToken(value: ConnectionToken, now: Date): z.output<typeof connectionToken> {
  return {
    id: value.id,
    hint: value.hint,
    valid: isTokenValid(value, now),
    createdAt: value.createdAt.toISOString(),
    expiresAt: value.expiresAt?.toISOString() ?? null,
    revokedAt: value.revokedAt?.toISOString() ?? null,
    lastUsedAt: value.lastUsedAt?.toISOString() ?? null,
  };
}

export function renderApiKey(value: ApiKey, now: Date): z.output<typeof apiKey> {
  return {
    id: value.id,
    name: value.name,
    hint: value.hint,
    scopes: [...value.scopes],
    product: value.product,
    valid: isTokenValid(value, now),
    createdAt: value.createdAt.toISOString(),
    expiresAt: value.expiresAt?.toISOString() ?? null,
    revokedAt: value.revokedAt?.toISOString() ?? null,
    lastUsedAt: value.lastUsedAt?.toISOString() ?? null,
  };
}
