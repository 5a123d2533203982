import { createHmac } from 'node:crypto';
import { sessionCookieName } from '@sekisho/api-contract';
import { defaultSessionLifetime, permissionsOf, type SessionLifetime } from '@sekisho/domain';
import { type Clock, equalSecrets, hashToken } from '@sekisho/platform';
import { type Database, findLivingSession, findValidApiKey } from '@sekisho/storage';
import { parseCookie } from 'cookie';
import type { Request } from 'express';
import type { Kysely } from 'kysely';
import type { Principal, SessionPrincipal } from './principal.ts';

/**
 * Finds out who a request comes from: a bearer token (API key or operator key) or the session cookie. A request that
 * carries a bearer token is judged by it alone; a wrong one is nobody, whatever cookie came along.
 */

export interface AuthenticationDependencies {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  /** How people reach the gateway: decides the cookie's name and which origin is our own. */
  readonly publicUrl: string;
  readonly operatorKey: string;
  /** Default: {@link defaultSessionLifetime}. */
  readonly sessionLifetime?: SessionLifetime | undefined;
}

/** Who the request comes from, or null when it is nobody we know. Never says why: that would help a guesser. */
export async function authenticatePrincipal(
  dependencies: AuthenticationDependencies,
  request: Request,
): Promise<Principal | null> {
  const bearer = bearerToken(request);
  if (bearer !== null) return authenticateBearer(dependencies, bearer);
  return authenticateSession(dependencies, request);
}

/** The bearer token of a request (RFC 6750 §2.1), or null without an `Authorization` header of that scheme. */
export function bearerToken(request: Request): string | null {
  const header = request.get('authorization');
  if (header === undefined) return null;
  return /^Bearer +([A-Za-z0-9._~+/=-]{1,512}) *$/i.exec(header)?.[1] ?? '';
}

/** The value that a request which changes something must send as `X-CSRF-Token`. Only who reads our answers knows it. */
export function csrfTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('csrf').digest('base64url');
}

async function authenticateBearer(dependencies: AuthenticationDependencies, token: string): Promise<Principal | null> {
  if (token === '') return null;
  if (equalSecrets(token, dependencies.operatorKey)) return { kind: 'operator' };
  const key = await findValidApiKey(dependencies.db, hashToken(token), dependencies.clock.now());
  // A product's key writes events and nothing else: here it is nobody.
  if (key === null || key.product !== null) return null;
  return {
    kind: 'api-key',
    organisationId: key.organisationId,
    keyId: key.id,
    name: key.name,
    permissions: key.scopes,
  };
}

async function authenticateSession(
  dependencies: AuthenticationDependencies,
  request: Request,
): Promise<SessionPrincipal | null> {
  const token = sessionToken(dependencies, request);
  if (token === null) return null;
  const tokenHash = hashToken(token);
  const found = await findLivingSession(
    dependencies.db,
    tokenHash,
    dependencies.sessionLifetime ?? defaultSessionLifetime,
    dependencies.clock.now(),
  );
  if (found === null) return null;
  return {
    kind: 'session',
    organisationId: found.session.organisationId,
    member: found.member,
    permissions: permissionsOf(found.member),
    tokenHash,
    csrfToken: csrfTokenOf(token),
    startedAt: found.session.createdAt,
    expiresAt: found.session.expiresAt,
  };
}

function sessionToken(dependencies: AuthenticationDependencies, request: Request): string | null {
  const header = request.get('cookie');
  if (header === undefined) return null;
  return parseCookie(header)[sessionCookieName(dependencies.publicUrl)] ?? null;
}
