import { setTimeout as wait } from 'node:timers/promises';
import {
  type Actor,
  emailKey,
  type LocalisedText,
  type Member,
  type Organisation,
  type SessionLifetime,
} from '@sekisho/domain';
import { deleteSession, findMember, findSignInAccount, listOrganisationsOf } from '@sekisho/storage';
import { recordEvents } from '../audit-trail/record-events.ts';
import type { UseCaseDependencies } from '../use-case.ts';
import { type AttemptLimits, admitAttempt, forgiveAttempts } from './attempt-limits.ts';
import { verifyPassword } from './password-hash.ts';
import { type SignInOrigin, type StartedSession, startSession } from './session-token.ts';

/**
 * Sign-in by password. Whatever is wrong, a caller learns the same and waits the same; the audit log of the account's
 * organisation gets the real reason.
 */

export interface SignInDependencies extends UseCaseDependencies {
  readonly sessionLifetime: SessionLifetime;
  readonly attemptLimits: AttemptLimits;
  /** No refusal is answered sooner, in milliseconds: longer than any way to it takes. */
  readonly refusalFloorMs: number;
}

export interface SignInRequest {
  readonly email: string;
  readonly password: string;
  /** Which organisation, for an account that has several. Default: the one joined first. */
  readonly organisationId?: string | undefined;
}

export interface SignedIn {
  readonly session: StartedSession;
  readonly member: Member;
  readonly organisation: Organisation;
}

/** Address or password is wrong, or the account may not sign in. Which of them, only the audit log knows. */
export class SignInRefused extends Error {
  readonly explanation: LocalisedText = {
    ja: 'メールアドレスまたはパスワードが正しくありません。',
    en: 'The e-mail address or the password is not right.',
  };

  constructor() {
    super('Sign-in refused');
    this.name = 'SignInRefused';
  }
}

/** Starts a session. Rejects with {@link SignInRefused} or `TooManyAttempts`. */
export async function signIn(
  dependencies: SignInDependencies,
  request: SignInRequest,
  origin: SignInOrigin,
): Promise<SignedIn> {
  const began = performance.now();
  const attempt = { account: emailKey(request.email.trim()), ipAddress: origin.ipAddress };
  await admitAttempt(dependencies, dependencies.attemptLimits, attempt);

  const account = await findSignInAccount(dependencies.db, attempt.account);
  const proven = await verifyPassword(account?.passwordHash ?? null, request.password);
  const candidate = account === null ? null : await findCandidate(dependencies, account.accountId, request);
  const reason = refusalReason(proven, candidate);
  if (candidate === null || reason !== null) {
    if (candidate !== null) await recordRefusal(dependencies, candidate, reason ?? '', origin);
    await wait(Math.max(0, dependencies.refusalFloorMs - (performance.now() - began)));
    throw new SignInRefused();
  }

  const { organisation, member } = candidate;
  const session = await dependencies.db.transaction().execute(async (trx) => {
    const started = await startSession(
      trx,
      dependencies,
      { organisationId: organisation.id, accountId: member.id },
      origin,
    );
    await recordEvents(trx, [{ type: 'session.started', member }], {
      organisationId: organisation.id,
      actor: actorOfMember(member, origin),
      now: started.startedAt,
      ids: dependencies.ids,
    });
    return started;
  });
  await forgiveAttempts(dependencies, attempt);
  return { session, member, organisation };
}

/** Ends a session. Again: nothing happens. */
export async function signOut(
  dependencies: UseCaseDependencies,
  who: { readonly tokenHash: Buffer; readonly member: Member },
  origin: SignInOrigin,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  await db.transaction().execute(async (trx) => {
    if (!(await deleteSession(trx, who.tokenHash))) return;
    await recordEvents(trx, [{ type: 'session.ended', member: who.member }], {
      organisationId: who.member.organisationId,
      actor: actorOfMember(who.member, origin),
      now: clock.now(),
      ids,
    });
  });
}

/** The audit log's view of a person who acts about their own account. */
export function actorOfMember(member: Member, origin: SignInOrigin): Actor {
  return {
    kind: 'account',
    accountId: member.id,
    name: member.name,
    email: member.email,
    role: member.role,
    privileges: member.privileges,
    ...origin,
  };
}

interface Candidate {
  readonly organisation: Organisation;
  readonly member: Member;
}

async function findCandidate(
  { db }: UseCaseDependencies,
  accountId: string,
  request: SignInRequest,
): Promise<Candidate | null> {
  const organisations = await listOrganisationsOf(db, accountId);
  const organisation =
    request.organisationId === undefined
      ? organisations[0]
      : organisations.find((one) => one.id === request.organisationId);
  if (organisation === undefined) return null;
  const member = await findMember(db, organisation.id, accountId);
  return member === null ? null : { organisation, member };
}

function refusalReason(proven: boolean, candidate: Candidate | null): string | null {
  if (!proven) return 'wrong password';
  switch (candidate?.member.state) {
    case 'active':
      return null;
    case 'invited':
      return 'the invitation has not been accepted';
    default:
      return 'the account is deactivated';
  }
}

async function recordRefusal(
  { db, clock, ids }: UseCaseDependencies,
  candidate: Candidate,
  reason: string,
  origin: SignInOrigin,
): Promise<void> {
  const { organisation, member } = candidate;
  await db.transaction().execute((trx) =>
    recordEvents(trx, [{ type: 'session.refused', email: member.email ?? member.name, reason }], {
      organisationId: organisation.id,
      actor: { kind: 'anonymous', ...origin },
      now: clock.now(),
      ids,
    }),
  );
}
