import { z } from 'zod';
import { empty, json, operations } from '../operation.ts';
import {
  accountKind,
  email,
  instant,
  language,
  name,
  page,
  pageOf,
  privilege,
  role,
  timeZone,
  uuid,
} from '../values.ts';
import { session } from './sign-in-operations.ts';

const state = z.enum(['invited', 'active', 'deactivated']);

export const member = z
  .object({
    id: uuid,
    kind: accountKind,
    state,
    name: z.string(),
    email: z.string().nullable(),
    uniqueId: z.string().nullable(),
    role,
    privileges: z.array(privilege),
    language,
    timeZone,
    provisioned: z.boolean().meta({ description: 'Whether an identity provider keeps the account up to date.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Member' });

export const memberDetail = member
  .extend({
    teams: z.array(z.object({ id: uuid, name: z.string() })),
    provisioning: z
      .object({
        connectionId: uuid,
        connectionName: z.string(),
        providerId: z.string(),
        externalId: z.string().nullable(),
        modifiedAt: instant,
      })
      .nullable(),
    sessions: z.array(session),
  })
  .meta({ id: 'MemberDetail' });

const memberParams = z.object({ memberId: uuid });
const uniqueId = z.string().trim().min(1).max(100);

export const memberOperations = operations({
  listMembers: {
    method: 'get',
    path: '/members',
    tag: 'members',
    summary: { ja: 'メンバーを一覧する', en: 'List members' },
    permission: 'members:read',
    query: z.strictObject({
      ...page,
      text: z.string().trim().max(200).optional().meta({ description: 'Part of name, e-mail address or unique id.' }),
      kind: accountKind.optional(),
      state: state.optional(),
      role: role.optional(),
      privilege: privilege.optional(),
      teamId: uuid.optional(),
      sort: z.enum(['name', 'email', 'role', 'state', 'createdAt', 'updatedAt']).default('name'),
      order: z.enum(['asc', 'desc']).default('asc'),
    }),
    response: json(pageOf(member)),
    status: 200,
    errors: [],
  },
  createMember: {
    method: 'post',
    path: '/members',
    tag: 'members',
    summary: { ja: '管理対象アカウントを作成する', en: 'Create a managed account' },
    permission: 'members:write',
    body: z.strictObject({
      name: name(),
      email,
      role: z.enum(['administrator', 'member', 'guest']).default('member'),
      uniqueId: uniqueId.nullable().optional(),
      language: language.optional(),
      timeZone: timeZone.optional(),
    }),
    response: json(member),
    status: 201,
    errors: [409],
  },
  getMember: {
    method: 'get',
    path: '/members/{memberId}',
    tag: 'members',
    summary: { ja: 'メンバーを取得する', en: 'Get a member' },
    permission: 'members:read',
    params: memberParams,
    response: json(memberDetail),
    status: 200,
    errors: [404],
  },
  updateMember: {
    method: 'patch',
    path: '/members/{memberId}',
    tag: 'members',
    summary: { ja: 'メンバーを変更する', en: 'Change a member' },
    permission: 'members:write',
    params: memberParams,
    body: z.strictObject({
      name: name().optional(),
      email: email.optional(),
      uniqueId: uniqueId.nullable().optional(),
      language: language.optional(),
      timeZone: timeZone.optional(),
      role: role.optional(),
      privileges: z.array(privilege).max(10).optional().meta({
        description: 'All privileges the member is to have. Only an audit log administrator gives or takes that one.',
      }),
      active: z
        .boolean()
        .optional()
        .meta({ description: 'false deactivates at once and ends every session; true brings back.' }),
    }),
    response: json(member),
    status: 200,
    errors: [404, 409],
  },
  deleteMember: {
    method: 'delete',
    path: '/members/{memberId}',
    tag: 'members',
    summary: {
      ja: '管理対象アカウントを削除する。ヌーラボアカウントは組織から外す',
      en: 'Delete a managed account, or take a personal account out of the organisation',
    },
    permission: 'members:write',
    params: memberParams,
    response: empty,
    status: 204,
    errors: [404, 409],
  },
  endMemberSessions: {
    method: 'delete',
    path: '/members/{memberId}/sessions',
    tag: 'members',
    summary: { ja: 'メンバーのすべてのセッションを終了する', en: 'End every session of a member' },
    permission: 'members:write',
    params: memberParams,
    response: empty,
    status: 204,
    errors: [404],
  },
  issuePasswordLink: {
    method: 'post',
    path: '/members/{memberId}/password-link',
    tag: 'members',
    summary: {
      ja: '本人がパスワードを設定するための、一度だけ使えるリンクを発行する',
      en: 'Issue a one-time link by which the person sets a password',
    },
    permission: 'members:write',
    params: memberParams,
    response: json(
      z.object({
        url: z.string().meta({ description: 'Shown this once. Hand it to the person only.' }),
        expiresAt: instant,
      }),
    ),
    status: 201,
    errors: [404, 409],
  },
});
