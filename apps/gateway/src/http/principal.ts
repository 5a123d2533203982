import type { Actor, Member, Permission } from '@sekisho/domain';
import type { Request } from 'express';

/** Who a request comes from, once that is proven. */
export type Principal = SessionPrincipal | ApiKeyPrincipal | OperatorPrincipal;

/** A signed-in person, as they are at this moment. */
export interface SessionPrincipal {
  readonly kind: 'session';
  readonly organisationId: string;
  readonly member: Member;
  readonly permissions: readonly Permission[];
  readonly tokenHash: Buffer;
  /** What a request that changes something must carry beside the cookie. */
  readonly csrfToken: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
}

/** A program with a key of the admin API. */
export interface ApiKeyPrincipal {
  readonly kind: 'api-key';
  readonly organisationId: string;
  readonly keyId: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/** Whoever runs the installation. Of no organisation. */
export interface OperatorPrincipal {
  readonly kind: 'operator';
}

/** Where a request came from, for the audit log. */
export interface RequestOrigin {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** The `User-Agent` kept: enough to recognise a browser, not a place to store things in our log. */
const longestUserAgent = 500;

export function originOf(request: Request): RequestOrigin {
  const userAgent = request.get('user-agent');
  return {
    ipAddress: request.ip?.replace(/^::ffff:(?=\d+\.)/, '') ?? null,
    userAgent: userAgent === undefined ? null : userAgent.slice(0, longestUserAgent),
  };
}

/** Whom the audit log names for what the principal does. */
export function actorOf(principal: Principal, origin: RequestOrigin): Actor {
  switch (principal.kind) {
    case 'session':
      return {
        kind: 'account',
        accountId: principal.member.id,
        name: principal.member.name,
        email: principal.member.email,
        role: principal.member.role,
        privileges: principal.member.privileges,
        ...origin,
      };
    case 'api-key':
      return {
        kind: 'api-key',
        keyId: principal.keyId,
        name: principal.name,
        permissions: principal.permissions,
        ...origin,
      };
    case 'operator':
      return { kind: 'operator' };
  }
}
