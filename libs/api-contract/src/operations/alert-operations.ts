import { z } from 'zod';
import { empty, json, operations } from '../operation.ts';
import { email, instant, localisedText, name, page, pageOf, uuid } from '../values.ts';

const values = z.array(z.string().min(1).max(400)).min(1).max(50).optional();
const text = z.string().trim().min(1).max(400).optional();
export const threshold = z.int().min(1).max(1000).meta({ description: 'So many events …' });
export const windowMinutes = z.int().min(1).max(1440).meta({ description: '… within so many minutes.' });

export const ipFilter = z
  .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])
  .optional()
  .meta({ description: 'An address or a CIDR block.' });

export const alertCondition = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('search'),
      filter: z.strictObject({
        products: values,
        categories: values,
        events: values,
        actor: text.meta({ description: 'Exact id, or part of name or e-mail address.' }),
        ipAddress: ipFilter,
        text: text.meta({ description: 'Part of `action`, without regard to case.' }),
      }),
      threshold,
      windowMinutes,
      per: z.enum(['organisation', 'actor']).default('organisation'),
    }),
    z.strictObject({ kind: z.literal('many-downloads'), threshold, windowMinutes }),
    z.strictObject({ kind: z.literal('outside-invitation') }),
    z.strictObject({ kind: z.literal('project-deletion') }),
    z.strictObject({ kind: z.literal('new-network-sign-in') }),
    z.strictObject({
      kind: z.literal('off-hours-bulk'),
      threshold,
      windowMinutes,
      workingHours: z
        .strictObject({ from: z.int().min(0).max(23), to: z.int().min(1).max(24) })
        .default({ from: 8, to: 20 })
        .meta({ description: 'In the organisation’s time zone: the first hour of work, and the first after it.' }),
      workingDays: z
        .array(z.int().min(1).max(7))
        .max(7)
        .default([1, 2, 3, 4, 5])
        .meta({ description: '1 is Monday, 7 is Sunday.' }),
    }),
    z.strictObject({ kind: z.literal('provisioning-brake') }),
  ])
  .meta({ id: 'AlertCondition' });

export const alertRecipients = z.strictObject({
  emails: z.array(email).max(20).default([]),
  destinationIds: z.array(uuid).max(20).default([]).meta({ description: 'Webhook destinations of forwarding.' }),
});

export const alertRule = z
  .object({
    id: uuid,
    name: z.string(),
    enabled: z.boolean(),
    condition: alertCondition,
    notify: z.object({ emails: z.array(z.string()), destinationIds: z.array(uuid) }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'AlertRule' });

export const alert = z
  .object({
    id: uuid,
    ruleId: uuid
      .nullable()
      .meta({ description: 'Null once the rule is deleted, and of a brake where no rule looks for it.' }),
    ruleName: z.string().nullable().meta({ description: 'Null where no rule raised it: a brake that has closed.' }),
    kind: z.string(),
    summary: localisedText,
    subject: z.string(),
    eventCount: z.int().min(1),
    firstEventAt: instant,
    lastEventAt: instant,
    raisedAt: instant,
    evidenceUrl: z.string().meta({ description: 'The page that shows the events behind it.' }),
    notifications: z.array(
      z.object({
        channel: z.enum(['email', 'webhook']),
        target: z.string(),
        state: z.enum(['pending', 'sent', 'failed', 'not-configured']).meta({
          description: 'not-configured: the installation has no mail server.',
        }),
        sentAt: instant.nullable(),
        lastError: localisedText.nullable(),
      }),
    ),
    acknowledgedAt: instant.nullable(),
    acknowledgedBy: z.string().nullable(),
  })
  .meta({ id: 'Alert' });

const ruleParams = z.object({ ruleId: uuid });

export const alertOperations = operations({
  listAlertRules: {
    method: 'get',
    path: '/alert-rules',
    tag: 'alerts',
    summary: { ja: 'アラートのルールを一覧する', en: 'List alert rules' },
    permission: 'forwarding:read',
    response: json(
      z.object({
        items: z.array(alertRule),
        mailConfigured: z.boolean().meta({ description: 'Whether alerts can go out by e-mail at all.' }),
      }),
    ),
    status: 200,
    errors: [],
  },
  createAlertRule: {
    method: 'post',
    path: '/alert-rules',
    tag: 'alerts',
    summary: { ja: 'アラートのルールを作成する', en: 'Create an alert rule' },
    permission: 'forwarding:write',
    body: z.strictObject({
      name: name(),
      condition: alertCondition,
      notify: alertRecipients.default({ emails: [], destinationIds: [] }),
    }),
    response: json(alertRule),
    status: 201,
    errors: [409],
  },
  updateAlertRule: {
    method: 'patch',
    path: '/alert-rules/{ruleId}',
    tag: 'alerts',
    summary: { ja: 'アラートのルールを変更する', en: 'Change an alert rule' },
    permission: 'forwarding:write',
    params: ruleParams,
    body: z.strictObject({
      name: name().optional(),
      enabled: z.boolean().optional(),
      condition: alertCondition.optional(),
      notify: alertRecipients.optional(),
    }),
    response: json(alertRule),
    status: 200,
    errors: [404],
  },
  deleteAlertRule: {
    method: 'delete',
    path: '/alert-rules/{ruleId}',
    tag: 'alerts',
    summary: { ja: 'アラートのルールを削除する', en: 'Delete an alert rule' },
    permission: 'forwarding:write',
    params: ruleParams,
    response: empty,
    status: 204,
    errors: [404],
  },
  listAlerts: {
    method: 'get',
    path: '/alerts',
    tag: 'alerts',
    summary: { ja: 'アラートを一覧する (新しい順)', en: 'List alerts, newest first' },
    permission: 'forwarding:read',
    query: z.strictObject({
      ...page,
      acknowledged: z
        .stringbool()
        .optional()
        .meta({ description: 'Only those that somebody has, or nobody has, noted.' }),
    }),
    response: json(pageOf(alert)),
    status: 200,
    errors: [],
  },
  acknowledgeAlert: {
    method: 'post',
    path: '/alerts/{alertId}/acknowledgement',
    tag: 'alerts',
    summary: { ja: 'アラートを確認済みにする', en: 'Take note of an alert' },
    permission: 'forwarding:write',
    params: z.object({ alertId: uuid }),
    response: json(alert),
    status: 200,
    errors: [404],
  },
});
