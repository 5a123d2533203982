import { z } from 'zod';
import { empty, json, operations } from '../operation.ts';
import { email, instant, language, name, page, pageOf, password, timeZone, uuid } from '../values.ts';
import { contract } from './contract-operations.ts';
import { emailDomain } from './domain-operations.ts';
import { organisation } from './organisation-operations.ts';

const organisationParams = z.object({ organisationId: z.string().min(1).max(64) });

/** What an operator needs to know of an event, and no more of what a tenant's people did. */
export const deadLetter = z
  .object({
    eventId: uuid,
    organisationId: z.string(),
    product: z.string(),
    category: z.string(),
    event: z.string(),
    reason: z.string(),
    attempts: z.int(),
    createdAt: instant,
    failedAt: instant,
  })
  .meta({ id: 'DeadLetter' });

export const operatorOperations = operations({
  listOrganisations: {
    method: 'get',
    path: '/operator/organisations',
    tag: 'operator',
    summary: { ja: '組織を一覧する', en: 'List organisations' },
    permission: 'operator',
    query: z.strictObject(page),
    response: json(pageOf(organisation)),
    status: 200,
    errors: [],
  },
  createOrganisation: {
    method: 'post',
    path: '/operator/organisations',
    tag: 'operator',
    summary: { ja: '組織と契約者を作成する', en: 'Create an organisation with its owner' },
    permission: 'operator',
    body: z.strictObject({
      name: name(),
      timeZone: timeZone.default('Asia/Tokyo'),
      language: language.default('ja'),
      emailDomainRule: z.enum(['verified', 'waived']).default('verified'),
      owner: z.strictObject({ name: name(), email, password }).meta({
        description: 'A personal account that already has the address becomes the owner and keeps its password.',
      }),
    }),
    response: json(z.object({ organisation, ownerId: uuid })),
    status: 201,
    errors: [409],
  },
  setEmailDomainRule: {
    method: 'put',
    path: '/operator/organisations/{organisationId}/email-domain-rule',
    tag: 'operator',
    summary: {
      ja: 'メールドメインの確認を必須にする、または免除する',
      en: 'Demand verified e-mail domains, or waive the rule',
    },
    permission: 'operator',
    params: organisationParams,
    body: z.strictObject({ rule: z.enum(['verified', 'waived']) }),
    response: json(organisation),
    status: 200,
    errors: [404, 409],
  },
  getOrganisationContract: {
    method: 'get',
    path: '/operator/organisations/{organisationId}/contract',
    tag: 'operator',
    summary: { ja: '組織の契約の状態を取得する', en: "Get the state of an organisation's contract" },
    permission: 'operator',
    params: organisationParams,
    response: json(contract),
    status: 200,
    errors: [404],
  },
  setOrganisationContract: {
    method: 'put',
    path: '/operator/organisations/{organisationId}/contract',
    tag: 'operator',
    summary: {
      ja: '組織の契約を変更する (トライアル開始、正式登録・再開、利用停止、終了)',
      en: "Change an organisation's contract: begin its trial, register or resume it, suspend it, end it",
    },
    permission: 'operator',
    params: organisationParams,
    body: z.strictObject({ state: z.enum(['trial', 'contracted', 'suspended', 'ended']) }).meta({
      description: 'What is so already may be asked for again. `contracted` registers, and resumes what is suspended.',
    }),
    response: json(contract),
    status: 200,
    errors: [404, 409],
  },
  vouchForDomain: {
    method: 'put',
    path: '/operator/organisations/{organisationId}/domains/{domain}',
    tag: 'operator',
    summary: {
      ja: 'DNS によらずメールドメインを確認済みにする',
      en: 'Take an e-mail domain as verified without a DNS record',
    },
    permission: 'operator',
    params: organisationParams.extend({ domain: z.string().min(1).max(253) }),
    response: json(emailDomain),
    status: 200,
    errors: [404, 409],
  },
  listDeadLetters: {
    method: 'get',
    path: '/operator/dead-letters',
    tag: 'operator',
    summary: {
      ja: '監査ログに書き込めなかったイベントを一覧する',
      en: 'List audit events that the audit store refused',
    },
    permission: 'operator',
    query: z.strictObject({
      organisationId: z.string().min(1).max(64).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
      afterFailedAt: instant.optional().meta({ description: 'With `afterEventId`: the last row of the page before.' }),
      afterEventId: uuid.optional(),
    }),
    response: json(z.object({ items: z.array(deadLetter) })),
    status: 200,
    errors: [],
  },
  requeueDeadLetter: {
    method: 'post',
    path: '/operator/organisations/{organisationId}/dead-letters/{eventId}/requeue',
    tag: 'operator',
    summary: { ja: 'イベントの書き込みをもう一度試みる', en: 'Try to deliver the event once more' },
    permission: 'operator',
    params: organisationParams.extend({ eventId: uuid }),
    response: empty,
    status: 204,
    errors: [404],
  },
});
