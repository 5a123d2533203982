import { type Actor, assertMayTakeOver, DomainError, type Member, parsePassword } from '@sekisho/domain';
import { hashToken } from '@sekisho/platform';
import {
  deleteSessionsOf,
  findMember,
  findPasswordHash,
  lockMember,
  lockPasswordLink,
  updateMember,
  writePasswordHash,
  writePasswordLink,
} from '@sekisho/storage';
import { recordEvents } from '../audit-trail/record-events.ts';
import { currentActor } from '../members/current-actor.ts';
import { accountNotFound } from '../members/refusals.ts';
import { requireOrganisation } from '../organisations/require-organisation.ts';
import type { TenantScope, UseCaseDependencies } from '../use-case.ts';
import { type AttemptLimits, admitAttempt, forgiveAttempts } from './attempt-limits.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';
import type { SignInOrigin } from './session-token.ts';
import { actorOfMember } from './sign-in.ts';

/** Setting passwords: one's own, or by a one-time link that an administrator hands over. */

/** Changes the own password; every other session of the account ends. */
export async function changeOwnPassword(
  dependencies: UseCaseDependencies & { readonly attemptLimits: AttemptLimits },
  who: { readonly member: Member; readonly tokenHash: Buffer },
  passwords: { readonly current: string; readonly next: string },
  origin: SignInOrigin,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  const { member } = who;
  // Somebody at an unlocked screen has a session, but must not find the password out by trying.
  const attempt = { account: `password:${member.id}`, ipAddress: origin.ipAddress };
  await admitAttempt(dependencies, dependencies.attemptLimits, attempt);
  if (!(await verifyPassword(await findPasswordHash(db, member.id), passwords.current))) {
    throw new DomainError(
      'account.password-wrong',
      { ja: '現在のパスワードが正しくありません。', en: 'The present password is not right.' },
      'currentPassword',
    );
  }
  const passwordHash = await hashPassword(parsePassword(passwords.next, member));
  const now = clock.now();
  await db.transaction().execute(async (trx) => {
    await writePasswordHash(trx, member.id, passwordHash, now);
    await deleteSessionsOf(trx, member.organisationId, member.id, { except: who.tokenHash });
    await recordEvents(trx, [{ type: 'account.password-changed', member }], {
      organisationId: member.organisationId,
      actor: actorOfMember(member, origin),
      now,
      ids,
    });
  });
  await forgiveAttempts(dependencies, attempt);
}

/** How long a link to set a password works, in milliseconds. */
export const passwordLinkLifetimeMs = 72 * 60 * 60_000;

/** A link's secret, seen here and never again. */
export interface IssuedPasswordLink {
  readonly secret: string;
  readonly expiresAt: Date;
}

/**
 * Issues a one-time link by which a managed account's person sets a password, and accepts the invitation if there is
 * one. Refused for anybody who may do more than the issuer: the link would be a way into their account.
 */
export async function issuePasswordLink(
  dependencies: UseCaseDependencies,
  scope: TenantScope,
  memberId: string,
): Promise<IssuedPasswordLink> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  const secret = ids.secret();
  const expiresAt = new Date(now.getTime() + passwordLinkLifetimeMs);
  return db.transaction().execute(async (trx) => {
    const member = await lockMember(trx, scope.organisationId, memberId);
    if (member === null) throw accountNotFound();
    if (member.kind !== 'managed') {
      throw new DomainError('account.personal', {
        ja: `${member.name} さんはヌーラボアカウントのため、パスワードは本人だけが設定できます。`,
        en: `${member.name} has a personal account: only the person sets its password.`,
      });
    }
    const actor: Actor = await currentActor(trx, scope.organisationId, scope.actor, 'members:write');
    assertMayTakeOver(actor, member);
    await writePasswordLink(trx, {
      tokenHash: hashToken(secret),
      organisationId: scope.organisationId,
      accountId: memberId,
      createdAt: now,
      expiresAt,
    });
    await recordEvents(trx, [{ type: 'account.password-link-issued', member }], { ...scope, now, ids });
    return { secret, expiresAt };
  });
}

/** Sets the password by a link, once. An invited account becomes active. Every session the account had ends. */
export async function setPasswordByLink(
  dependencies: UseCaseDependencies,
  request: { readonly secret: string; readonly password: string },
  origin: SignInOrigin,
): Promise<void> {
  const { db, clock, ids } = dependencies;
  const now = clock.now();
  const tokenHash = hashToken(request.secret);
  await db.transaction().execute(async (trx) => {
    const link = await lockPasswordLink(trx, tokenHash, now);
    if (link === null) throw linkInvalid();
    const organisation = await requireOrganisation(trx, link.organisationId);
    const found = await findMember(trx, link.organisationId, link.accountId);
    if (found === null || found.state === 'deactivated') throw linkInvalid();
    const passwordHash = await hashPassword(parsePassword(request.password, found));
    const before = await lockMember(trx, link.organisationId, link.accountId);
    if (before === null) throw linkInvalid();
    const member: Member = before.state === 'invited' ? { ...before, state: 'active', updatedAt: now } : before;
    if (member !== before) await updateMember(trx, organisation, member);
    await writePasswordHash(trx, member.id, passwordHash, now);
    await deleteSessionsOf(trx, link.organisationId, member.id);
    await recordEvents(
      trx,
      [
        ...(member === before ? [] : [{ type: 'account.activated' as const, member }]),
        { type: 'account.password-changed', member },
      ],
      { organisationId: link.organisationId, actor: actorOfMember(member, origin), now, ids },
    );
  });
}

function linkInvalid(): DomainError {
  return new DomainError('account.password-link-invalid', {
    ja: 'このリンクは使用済みか、有効期限が切れています。組織の管理者に新しいリンクを依頼してください。',
    en: 'This link was used already or has expired. Ask an administrator of your organisation for another.',
  });
}
