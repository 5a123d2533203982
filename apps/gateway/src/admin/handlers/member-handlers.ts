import type { memberOperations } from '@sekisho/api-contract';
import {
  accountNotFound,
  changeMember,
  createManagedAccount,
  endSessionsOfMember,
  issuePasswordLink,
  removeMember,
} from '@sekisho/application';
import type { Member } from '@sekisho/domain';
import { findMember, findProvisioningLink, listMembers, listSessions, listTeamsOf } from '@sekisho/storage';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { renderMember, renderSession } from './render.ts';

export function memberHandlers(dependencies: AdminDependencies): HandlersOf<typeof memberOperations> {
  const { db, clock, sessionLifetime, publicUrl } = dependencies;

  return {
    async listMembers({ caller, query }) {
      const { items, total } = await listMembers(db, { ...query, organisationId: caller.organisationId });
      return { items: items.map(renderMember), total };
    },
    async createMember({ caller, body }) {
      const member = await createManagedAccount(dependencies, caller, { ...body, state: 'invited' });
      return renderMember({ ...member, provisioned: false });
    },
    async getMember({ caller, params }) {
      const { organisationId } = caller;
      const member = await findMember(db, organisationId, params.memberId);
      if (member === null) throw accountNotFound();
      const [teams, link, sessions] = await Promise.all([
        listTeamsOf(db, organisationId, member.id),
        findProvisioningLink(db, organisationId, member.id),
        listSessions(db, organisationId, member.id, sessionLifetime, clock.now()),
      ]);
      return {
        ...renderMember({ ...member, provisioned: link !== null }),
        teams,
        provisioning: link === null ? null : { ...link, modifiedAt: link.modifiedAt.toISOString() },
        sessions: sessions.map(renderSession),
      };
    },
    async updateMember({ caller, params, body }) {
      return withProvisioning(caller.organisationId, await changeMember(dependencies, caller, params.memberId, body));
    },
    async deleteMember({ caller, params }) {
      await removeMember(dependencies, caller, params.memberId);
    },
    async endMemberSessions({ caller, params }) {
      await endSessionsOfMember(dependencies, caller, params.memberId);
    },
    async issuePasswordLink({ caller, params }) {
      const { secret, expiresAt } = await issuePasswordLink(dependencies, caller, params.memberId);
      // In the fragment: it reaches no server's log and no other site's referrer.
      return { url: `${publicUrl}/set-password#token=${secret}`, expiresAt: expiresAt.toISOString() };
    },
  };

  async function withProvisioning(organisationId: string, member: Member) {
    const link = await findProvisioningLink(db, organisationId, member.id);
    return renderMember({ ...member, provisioned: link !== null });
  }
}
