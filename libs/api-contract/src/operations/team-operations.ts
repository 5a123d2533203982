import { z } from 'zod';
import { empty, json, operations } from '../operation.ts';
import { instant, name, page, pageOf, uuid } from '../values.ts';
import { member } from './member-operations.ts';

export const team = z
  .object({
    id: uuid,
    name: z.string(),
    memberCount: z.int().min(0),
    connection: z
      .object({ id: uuid, name: z.string() })
      .nullable()
      .meta({ description: 'The connection whose group fills the team; such a team is read-only here.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Team' });

const teamParams = z.object({ teamId: uuid });
const membershipParams = z.object({ teamId: uuid, memberId: uuid });

export const teamOperations = operations({
  listTeams: {
    method: 'get',
    path: '/teams',
    tag: 'teams',
    summary: { ja: 'チームを一覧する', en: 'List teams' },
    permission: 'teams:read',
    query: z.strictObject({ ...page, text: z.string().trim().max(200).optional() }),
    response: json(pageOf(team)),
    status: 200,
    errors: [],
  },
  createTeam: {
    method: 'post',
    path: '/teams',
    tag: 'teams',
    summary: { ja: 'チームを作成する', en: 'Create a team' },
    permission: 'teams:write',
    body: z.strictObject({ name: name(), memberIds: z.array(uuid).max(1000).default([]) }),
    response: json(team),
    status: 201,
    errors: [409],
  },
  getTeam: {
    method: 'get',
    path: '/teams/{teamId}',
    tag: 'teams',
    summary: { ja: 'チームを取得する', en: 'Get a team' },
    permission: 'teams:read',
    params: teamParams,
    response: json(team),
    status: 200,
    errors: [404],
  },
  renameTeam: {
    method: 'patch',
    path: '/teams/{teamId}',
    tag: 'teams',
    summary: { ja: 'チーム名を変更する', en: 'Rename a team' },
    permission: 'teams:write',
    params: teamParams,
    body: z.strictObject({ name: name() }),
    response: json(team),
    status: 200,
    errors: [404, 409],
  },
  deleteTeam: {
    method: 'delete',
    path: '/teams/{teamId}',
    tag: 'teams',
    summary: { ja: 'チームを削除する', en: 'Delete a team' },
    permission: 'teams:write',
    params: teamParams,
    response: empty,
    status: 204,
    errors: [404, 409],
  },
  listTeamMembers: {
    method: 'get',
    path: '/teams/{teamId}/members',
    tag: 'teams',
    summary: { ja: 'チームのメンバーを一覧する', en: 'List the members of a team' },
    permission: 'teams:read',
    params: teamParams,
    query: z.strictObject(page),
    response: json(pageOf(member)),
    status: 200,
    errors: [404],
  },
  addTeamMember: {
    method: 'put',
    path: '/teams/{teamId}/members/{memberId}',
    tag: 'teams',
    summary: { ja: 'チームにメンバーを追加する', en: 'Add a member to a team' },
    permission: 'teams:write',
    params: membershipParams,
    response: empty,
    status: 204,
    errors: [404, 409],
  },
  removeTeamMember: {
    method: 'delete',
    path: '/teams/{teamId}/members/{memberId}',
    tag: 'teams',
    summary: { ja: 'チームからメンバーを外す', en: 'Take a member out of a team' },
    permission: 'teams:write',
    params: membershipParams,
    response: empty,
    status: 204,
    errors: [404, 409],
  },
});
