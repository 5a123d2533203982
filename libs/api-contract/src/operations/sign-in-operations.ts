import { z } from 'zod';
import { empty, json, operations } from '../operation.ts';
import {
  accountKind,
  email,
  instant,
  language,
  name,
  password,
  permission,
  privilege,
  role,
  timeZone,
  uuid,
} from '../values.ts';

/** Who is signed in, where, and what they may do. Everything a page needs before it shows itself. */
export const me = z
  .object({
    account: z.object({
      id: uuid,
      kind: accountKind,
      name: z.string(),
      email: z.string().nullable(),
      language,
      timeZone,
      role,
      privileges: z.array(privilege),
    }),
    organisation: z.object({
      id: z.string(),
      name: z.string(),
      timeZone,
      defaultLanguage: language,
    }),
    permissions: z.array(permission).meta({ description: 'What the account may do here.' }),
    csrfToken: z.string().meta({
      description: 'Bound to the session. Send it as `X-CSRF-Token` with every request that changes something.',
    }),
    session: z.object({ startedAt: instant, expiresAt: instant }),
  })
  .meta({ id: 'Me' });

export const session = z.object({
  startedAt: instant,
  lastSeenAt: instant,
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
});

export const signInOperations = operations({
  signIn: {
    method: 'post',
    path: '/session',
    tag: 'sign-in',
    summary: { ja: 'サインインする', en: 'Sign in' },
    permission: 'public',
    body: z.strictObject({
      email: z.string().max(254),
      password,
      organisationId: z.string().max(64).optional().meta({
        description: 'For a personal account that belongs to several organisations. Default: the one joined first.',
      }),
    }),
    response: json(me),
    status: 200,
    errors: [],
  },
  signOut: {
    method: 'delete',
    path: '/session',
    tag: 'sign-in',
    summary: { ja: 'サインアウトする', en: 'Sign out' },
    permission: 'signed-in',
    response: empty,
    status: 204,
    errors: [],
  },
  getMe: {
    method: 'get',
    path: '/me',
    tag: 'sign-in',
    summary: { ja: 'サインイン中のアカウントを取得する', en: 'Who is signed in' },
    permission: 'signed-in',
    response: json(me),
    status: 200,
    errors: [],
  },
  updateMe: {
    method: 'patch',
    path: '/me',
    tag: 'sign-in',
    summary: { ja: '自分の表示言語とタイムゾーンを変更する', en: 'Change the own language and time zone' },
    permission: 'signed-in',
    body: z.strictObject({ language: language.optional(), timeZone: timeZone.optional() }),
    response: json(me),
    status: 200,
    errors: [],
  },
  changeMyPassword: {
    method: 'put',
    path: '/me/password',
    tag: 'sign-in',
    summary: { ja: '自分のパスワードを変更する', en: 'Change the own password' },
    permission: 'signed-in',
    body: z.strictObject({ currentPassword: password, newPassword: password }),
    response: empty,
    status: 204,
    errors: [],
  },
  listMySessions: {
    method: 'get',
    path: '/me/sessions',
    tag: 'sign-in',
    summary: { ja: '自分のセッションを一覧する', en: 'List the own sessions' },
    permission: 'signed-in',
    response: json(z.object({ items: z.array(session.extend({ current: z.boolean() })) })),
    status: 200,
    errors: [],
  },
  setPassword: {
    method: 'post',
    path: '/password',
    tag: 'sign-in',
    summary: {
      ja: '管理者から受け取ったリンクで、パスワードを設定する',
      en: 'Set the password by a link that an administrator handed over',
    },
    permission: 'public',
    body: z.strictObject({ token: z.string().min(1).max(200), password }),
    response: empty,
    status: 204,
    errors: [],
  },
  getFirstRun: {
    method: 'get',
    path: '/first-run',
    tag: 'sign-in',
    summary: { ja: '初回設定が必要かどうかを取得する', en: 'Whether the first organisation is still to be made' },
    permission: 'public',
    response: json(z.object({ needed: z.boolean() })),
    status: 200,
    errors: [],
  },
  completeFirstRun: {
    method: 'post',
    path: '/first-run',
    tag: 'sign-in',
    summary: {
      ja: '最初の組織と契約者を作成し、サインインする',
      en: 'Create the first organisation and its owner, and sign in',
    },
    permission: 'public',
    body: z.strictObject({
      token: z
        .string()
        .min(1)
        .max(200)
        .meta({ description: 'From the one-time link printed when the gateway started.' }),
      organisation: z.strictObject({
        name: name(),
        timeZone: timeZone.default('Asia/Tokyo'),
        language: language.default('ja'),
      }),
      owner: z.strictObject({ name: name(), email, password }),
    }),
    response: json(me),
    status: 201,
    errors: [],
  },
});
