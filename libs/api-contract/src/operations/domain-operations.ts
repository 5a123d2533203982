import { z } from 'zod';
import { empty, json, operations } from '../operation.ts';
import { instant } from '../values.ts';

export const emailDomain = z
  .object({
    name: z.string(),
    state: z.enum(['pending', 'verified', 'lapsed']).meta({
      description: 'lapsed: it was proven and the record has gone. No new accounts; nobody is locked out.',
    }),
    record: z
      .object({ type: z.literal('TXT'), host: z.string(), value: z.string() })
      .meta({ description: 'The DNS record that proves the domain.' }),
    verifiedAt: instant.nullable(),
    checkedAt: instant.nullable(),
  })
  .meta({ id: 'EmailDomain' });

const domainParams = z.object({ domain: z.string().min(1).max(253) });

export const domainOperations = operations({
  listDomains: {
    method: 'get',
    path: '/domains',
    tag: 'domains',
    summary: { ja: 'メールドメインを一覧する', en: 'List e-mail domains' },
    permission: 'domains:read',
    response: json(z.object({ items: z.array(emailDomain) })),
    status: 200,
    errors: [],
  },
  addDomain: {
    method: 'post',
    path: '/domains',
    tag: 'domains',
    summary: { ja: 'メールドメインを追加する', en: 'Add an e-mail domain' },
    permission: 'domains:write',
    body: z.strictObject({ name: z.string().trim().min(1).max(253).meta({ example: 'example.co.jp' }) }),
    response: json(emailDomain),
    status: 201,
    errors: [409],
  },
  verifyDomain: {
    method: 'post',
    path: '/domains/{domain}/verification',
    tag: 'domains',
    summary: { ja: 'DNS を確認してメールドメインを確認済みにする', en: 'Look the DNS record up now' },
    permission: 'domains:write',
    params: domainParams,
    response: json(
      z.object({
        domain: emailDomain,
        answer: z.enum(['proven', 'record-missing', 'no-answer']).meta({
          description: 'no-answer: the name servers could not be asked, which proves nothing either way.',
        }),
        found: z.array(z.string()).meta({ description: 'TXT values seen, for comparison. At most 20.' }),
      }),
    ),
    status: 200,
    errors: [404, 409],
  },
  removeDomain: {
    method: 'delete',
    path: '/domains/{domain}',
    tag: 'domains',
    summary: { ja: 'メールドメインを削除する', en: 'Remove an e-mail domain' },
    permission: 'domains:write',
    params: domainParams,
    response: empty,
    status: 204,
    errors: [404, 409],
  },
});
