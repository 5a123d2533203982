import type { teamOperations } from '@sekisho/api-contract';
import {
  addTeamMember,
  createTeam,
  removeTeam,
  removeTeamMember,
  renameTeam,
  teamNotFound,
} from '@sekisho/application';
import { findTeam, listMembers, listTeams } from '@sekisho/storage';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { renderMember, renderTeam } from './render.ts';

export function teamHandlers(dependencies: AdminDependencies): HandlersOf<typeof teamOperations> {
  const { db } = dependencies;

  return {
    async listTeams({ caller, query }) {
      const { items, total } = await listTeams(db, { ...query, organisationId: caller.organisationId });
      return { items: items.map(renderTeam), total };
    },
    async createTeam({ caller, body }) {
      const team = await createTeam(dependencies, caller, body);
      return overview(caller.organisationId, team.id);
    },
    async getTeam({ caller, params }) {
      return overview(caller.organisationId, params.teamId);
    },
    async renameTeam({ caller, params, body }) {
      await renameTeam(dependencies, caller, params.teamId, body.name);
      return overview(caller.organisationId, params.teamId);
    },
    async deleteTeam({ caller, params }) {
      await removeTeam(dependencies, caller, params.teamId);
    },
    async listTeamMembers({ caller, params, query }) {
      const { organisationId } = caller;
      await overview(organisationId, params.teamId);
      const found = await listMembers(db, { ...query, ...params, organisationId, sort: 'name', order: 'asc' });
      return { items: found.items.map(renderMember), total: found.total };
    },
    async addTeamMember({ caller, params }) {
      await addTeamMember(dependencies, caller, params.teamId, params.memberId);
    },
    async removeTeamMember({ caller, params }) {
      await removeTeamMember(dependencies, caller, params.teamId, params.memberId);
    },
  };

  async function overview(organisationId: string, teamId: string) {
    const team = await findTeam(db, organisationId, teamId);
    if (team === null) throw teamNotFound();
    return renderTeam(team);
  }
}
