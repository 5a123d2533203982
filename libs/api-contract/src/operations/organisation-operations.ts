import { z } from 'zod';
import { json, operations } from '../operation.ts';
import { instant, language, name, timeZone } from '../values.ts';

export const organisation = z
  .object({
    id: z.string(),
    name: z.string(),
    timeZone,
    defaultLanguage: language,
    emailDomainRule: z.enum(['verified', 'waived']),
    createdAt: instant,
  })
  .meta({ id: 'Organisation' });

export const organisationOperations = operations({
  getOrganisation: {
    method: 'get',
    path: '/organisation',
    tag: 'organisation',
    summary: { ja: '組織の設定を取得する', en: 'Get the organisation' },
    permission: 'organisation:read',
    response: json(organisation),
    status: 200,
    errors: [],
  },
  updateOrganisation: {
    method: 'patch',
    path: '/organisation',
    tag: 'organisation',
    summary: { ja: '組織の設定を変更する', en: 'Change the organisation' },
    permission: 'organisation:write',
    body: z.strictObject({
      name: name().optional(),
      timeZone: timeZone.optional(),
      defaultLanguage: language.optional(),
    }),
    response: json(organisation),
    status: 200,
    errors: [],
  },
});
