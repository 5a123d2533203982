import { z } from 'zod';
import { json, operations } from '../operation.ts';
import { email, language, name, page, pageOf, password, timeZone, uuid } from '../values.ts';
import { organisation } from './organisation-operations.ts';

const organisationParams = z.object({ organisationId: z.string().min(1).max(64) });

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
});
