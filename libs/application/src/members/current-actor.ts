import { type Actor, DomainError, type Permission, permissionsOf } from '@sekisho/domain';
import { type Database, findMember } from '@sekisho/storage';
import type { Transaction } from 'kysely';

/**
 * The actor as the rows say now, not as they were when the request came in; refused when `needed` is gone by then. Call
 * it under the lock that changes of roles take: of two administrators who demote each other, the second finds out here.
 */
export async function currentActor(
  trx: Transaction<Database>,
  organisationId: string,
  actor: Actor,
  needed: Permission,
): Promise<Actor> {
  if (actor.kind !== 'account') return actor;
  const member = await findMember(trx, organisationId, actor.accountId);
  if (member !== null && permissionsOf(member).includes(needed)) {
    return { ...actor, role: member.role, privileges: member.privileges };
  }
  throw new DomainError('role.not-permitted', {
    ja: 'この操作に必要な権限がなくなりました。組織の管理者に相談してください。',
    en: 'You no longer hold the right to do this. Ask an administrator of your organisation.',
  });
}
