import { z } from 'zod';
import { empty, json, operations } from '../operation.ts';
import { instant, name, uuid } from '../values.ts';
import { alertRecipients, alertRule, ipFilter, threshold, windowMinutes } from './alert-operations.ts';

const text = z.string().trim().min(1).max(400).optional();

const query = z.strictObject({
  product: text,
  category: text,
  event: text,
  actor: text.meta({ description: 'Exact id, or part of name or e-mail address.' }),
  ip: ipFilter,
  text: text.meta({ description: 'Part of `action`, without regard to case.' }),
  range: z.enum(['1h', '24h', '7d', '30d', '90d', 'all']).optional().meta({ description: 'A range that moves.' }),
  from: instant.optional().meta({ description: 'Inclusive.' }),
  to: instant.optional().meta({ description: 'Exclusive.' }),
});

export const savedSearch = z
  .object({
    id: uuid,
    name: z.string(),
    query,
    shared: z.boolean().meta({ description: 'False: nobody else sees it.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'SavedSearch' });

const searchParams = z.object({ searchId: uuid });

export const savedSearchOperations = operations({
  listSavedSearches: {
    method: 'get',
    path: '/audit-log/saved-searches',
    tag: 'audit-log',
    summary: { ja: '保存した検索条件を一覧する', en: 'List saved searches' },
    permission: 'audit-log:read',
    response: json(z.object({ items: z.array(savedSearch) })),
    status: 200,
    errors: [],
  },
  saveSearch: {
    method: 'post',
    path: '/audit-log/saved-searches',
    tag: 'audit-log',
    summary: { ja: '検索条件を保存する', en: 'Save a search' },
    permission: 'audit-log:write',
    body: z.strictObject({
      name: name(100),
      query,
      shared: z.boolean().default(false).meta({ description: 'With everybody who may read the audit log.' }),
    }),
    response: json(savedSearch),
    status: 201,
    errors: [409],
  },
  updateSavedSearch: {
    method: 'patch',
    path: '/audit-log/saved-searches/{searchId}',
    tag: 'audit-log',
    summary: { ja: '保存した検索条件を変更する', en: 'Change a saved search' },
    permission: 'audit-log:write',
    params: searchParams,
    body: z.strictObject({ name: name(100).optional(), query: query.optional() }),
    response: json(savedSearch),
    status: 200,
    errors: [404, 409],
  },
  deleteSavedSearch: {
    method: 'delete',
    path: '/audit-log/saved-searches/{searchId}',
    tag: 'audit-log',
    summary: { ja: '保存した検索条件を削除する', en: 'Delete a saved search' },
    permission: 'audit-log:write',
    params: searchParams,
    response: empty,
    status: 204,
    errors: [404],
  },
  alertOnSavedSearch: {
    method: 'post',
    path: '/audit-log/saved-searches/{searchId}/alert-rule',
    tag: 'alerts',
    summary: {
      ja: '保存した検索条件からアラートのルールを作成する',
      en: 'Make an alert rule of a saved search',
    },
    permission: 'forwarding:write',
    params: searchParams,
    body: z
      .strictObject({
        name: name().optional().meta({ description: 'Default: that of the search.' }),
        threshold: threshold.default(1),
        windowMinutes: windowMinutes.default(60),
        per: z.enum(['organisation', 'actor']).default('organisation'),
        notify: alertRecipients.prefault({}),
      })
      .meta({ description: 'The rule gets a copy: changing or deleting the search changes nothing of the rule.' }),
    response: json(alertRule),
    status: 201,
    errors: [404, 409],
  },
});
