import type { SessionLifetime } from '@sekisho/domain';
import { hashToken } from '@sekisho/platform';
import { type Database, insertSession } from '@sekisho/storage';
import type { Transaction } from 'kysely';
import type { UseCaseDependencies } from '../use-case.ts';

/** Where a session is started from, for the session list and the audit log. */
export interface SignInOrigin {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** A session's secret, for the cookie; it is stored nowhere. */
export interface StartedSession {
  readonly token: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
}

/** Starts a session, in the transaction that says why it may. */
export async function startSession(
  trx: Transaction<Database>,
  dependencies: Pick<UseCaseDependencies, 'clock' | 'ids'> & { readonly sessionLifetime: SessionLifetime },
  who: { readonly organisationId: string; readonly accountId: string },
  origin: SignInOrigin,
): Promise<StartedSession> {
  const token = dependencies.ids.secret();
  const startedAt = dependencies.clock.now();
  const expiresAt = new Date(startedAt.getTime() + dependencies.sessionLifetime.absoluteMs);
  await insertSession(trx, {
    tokenHash: hashToken(token),
    organisationId: who.organisationId,
    accountId: who.accountId,
    createdAt: startedAt,
    expiresAt,
    ipAddress: origin.ipAddress,
    userAgent: origin.userAgent,
  });
  return { token, startedAt, expiresAt };
}
