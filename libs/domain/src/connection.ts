import { DomainError } from './errors.ts';
import type { Decision } from './events.ts';

/** Connections (IdP連携): an organisation's link to one identity provider, with bearer tokens of its own. */

export type ConnectionState = 'enabled' | 'disabled';

export interface Connection {
  readonly id: string;
  readonly organisationId: string;
  /** Which plugin speaks for the provider, e.g. `entra-id`. */
  readonly providerId: string;
  readonly name: string;
  readonly state: ConnectionState;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * Which Users a connection reads through SCIM. `own`: those that it provisions. `organisation`: the organisation's other
 * managed accounts besides, those of other connections and those made by hand. What it may change is the same either way.
 */
export type VisibleUsers = 'own' | 'organisation';

/** A connection's bearer token as it may be shown: the secret itself is only ever seen once, when issued. */
export interface ConnectionToken {
  readonly id: string;
  readonly connectionId: string;
  readonly hint: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** How many tokens of a connection may be valid at once: the one in use and its successor, for rotation. */
export const maximumValidTokens = 2;

/** Whether the token opens its connection at `now`. */
export function isTokenValid(token: Pick<ConnectionToken, 'expiresAt' | 'revokedAt'>, now: Date): boolean {
  return token.revokedAt === null && (token.expiresAt === null || token.expiresAt > now);
}

/** What a new connection is made from. */
export interface NewConnection {
  readonly id: string;
  readonly organisationId: string;
  readonly providerId: string;
  readonly name: string;
}

/** Creates a connection. `providerName` is null when no plugin has the id. */
export function decideCreateConnection(
  wanted: NewConnection,
  providerName: string | null,
  now: Date,
): Decision<Connection> {
  if (providerName === null) {
    throw new DomainError(
      'connection.unknown-provider',
      {
        ja: `「${wanted.providerId}」という IdP には対応していません。`,
        en: `There is no identity provider called ${wanted.providerId} here.`,
      },
      'providerId',
    );
  }
  const name = parseConnectionName(wanted.name);
  return {
    next: { ...wanted, name, state: 'enabled', createdAt: now, updatedAt: now },
    events: [{ type: 'connection.created', connectionName: name, providerName }],
  };
}

/** Renames, disables or enables a connection. A change that changes nothing has no events. */
export function decideChangeConnection(
  before: Connection,
  change: { readonly name?: string | undefined; readonly state?: ConnectionState | undefined },
  now: Date,
): Decision<Connection> {
  const next: Connection = {
    ...before,
    name: change.name === undefined ? before.name : parseConnectionName(change.name),
    state: change.state ?? before.state,
  };
  const changed = (['name', 'state'] as const).filter((field) => next[field] !== before[field]);
  if (changed.length === 0) return { next: before, events: [] };
  return {
    next: { ...next, updatedAt: now },
    events: [
      {
        type: 'connection.updated',
        connectionName: next.name,
        changed: changed.map((field) => (field === 'state' ? `state (${next.state})` : `${field} (${next[field]})`)),
      },
    ],
  };
}

/** Deletes a connection that provisions nobody any more. */
export function decideDeleteConnection(
  before: Connection,
  usage: { readonly users: number; readonly groups: number },
): Decision<null> {
  if (usage.users > 0 || usage.groups > 0) {
    throw new DomainError('connection.in-use', {
      ja: `「${before.name}」はアカウント ${usage.users} 件とグループ ${usage.groups} 件を管理しているため、削除できません。IdP 側で割り当てを解除するか、連携を停止してください。`,
      en: `${before.name} still provisions ${usage.users} account(s) and ${usage.groups} group(s), so it can't be deleted. Unassign them at the identity provider first, or disable the connection.`,
    });
  }
  return { next: null, events: [{ type: 'connection.deleted', connectionName: before.name }] };
}

/** Issues a token beside those there are, or refuses a third valid one. Absent `expiresAt`: it doesn't expire. */
export function decideIssueToken(
  connection: Connection,
  existing: readonly ConnectionToken[],
  wanted: { readonly id: string; readonly hint: string; readonly expiresAt: Date | null },
  now: Date,
): Decision<ConnectionToken> {
  assertFuture(wanted.expiresAt, now);
  if (existing.filter((token) => isTokenValid(token, now)).length >= maximumValidTokens) {
    throw new DomainError('token.limit-reached', {
      ja: `有効なトークンは ${maximumValidTokens} 個までです。古いトークンを失効させてから発行してください。`,
      en: `A connection may have ${maximumValidTokens} valid tokens. Revoke the old one first.`,
    });
  }
  return {
    next: { ...wanted, connectionId: connection.id, createdAt: now, revokedAt: null, lastUsedAt: null },
    events: [{ type: 'token.issued', connectionName: connection.name, hint: wanted.hint }],
  };
}

/** Revokes a token for good. Again: nothing happens. */
export function decideRevokeToken(
  connection: Connection,
  before: ConnectionToken,
  now: Date,
): Decision<ConnectionToken> {
  if (before.revokedAt !== null) return { next: before, events: [] };
  return {
    next: { ...before, revokedAt: now },
    events: [{ type: 'token.revoked', connectionName: connection.name, hint: before.hint }],
  };
}

/** Refuses an expiry that has passed already: such a secret would never work, and nobody would know why. */
export function assertFuture(expiresAt: Date | null, now: Date): void {
  if (expiresAt === null || expiresAt > now) return;
  throw new DomainError(
    'token.expiry-past',
    { ja: '有効期限には、これからの日時を指定してください。', en: 'The expiry must lie in the future.' },
    'expiresAt',
  );
}

function parseConnectionName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length > 0) return trimmed;
  throw new DomainError(
    'connection.name-missing',
    { ja: '連携の名前を入力してください。', en: 'A name for the connection is needed.' },
    'name',
  );
}
