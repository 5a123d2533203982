import { z } from 'zod';
import { json, operations } from '../operation.ts';
import { instant, localisedText, page, pageOf, uuid } from '../values.ts';

/** What an identity provider sent and what became of it; what it may read; and the brake on mass departures. */

const outcome = z.enum(['read', 'applied', 'unchanged', 'refused', 'failed']);

export const provisioningRequest = z
  .object({
    id: uuid,
    receivedAt: instant,
    durationMs: z.number().min(0),
    method: z.string(),
    path: z.string().meta({ description: 'Below the SCIM base URL, with its query.' }),
    resourceType: z.string().nullable(),
    resourceId: z.string().nullable(),
    status: z.int(),
    outcome,
    scimType: z.string().nullable(),
    explanation: localisedText.nullable().meta({ description: 'Why it was refused, and what to do.' }),
    subject: z
      .string()
      .nullable()
      .meta({ description: 'Whom or which group it was about, by name, where that is known.' }),
    change: z
      .object({ event: z.string(), action: z.string() })
      .nullable()
      .meta({ description: 'The first thing that changed, in the words of the audit log.' }),
    changeCount: z.int().min(0).meta({ description: 'How many things changed.' }),
  })
  .meta({ id: 'ProvisioningRequest' });

export const provisioningRequestDetail = provisioningRequest
  .extend({
    note: z.string().nullable(),
    request: z.unknown().meta({ description: 'The body that came, secrets removed.' }),
    normalised: z.unknown().meta({ description: 'What the provider’s plugin made of it.' }),
    changes: z.unknown().meta({ description: 'What changed.' }),
    answer: z.unknown(),
    raw: z.unknown().meta({ description: 'Only while a raw capture was on.' }),
  })
  .meta({ id: 'ProvisioningRequestDetail' });

export const provisioningSettings = z
  .object({
    brake: z.object({
      enabled: z.boolean().nullable().meta({
        description: 'null: on, except in organisations whose e-mail rule is waived.',
      }),
      share: z
        .number()
        .min(0.01)
        .max(1)
        .meta({ description: 'The share of accounts in use that may go within an hour.' }),
      minimum: z.int().min(1).max(100_000).meta({ description: 'How many may always go, however few there are.' }),
    }),
    rawCaptureUntil: instant.nullable(),
    visibleUsers: z.enum(['own', 'organisation']).meta({
      description:
        'Which Users the connection reads through SCIM. own: those that it provisions. organisation: the other managed accounts of the organisation too, which it can’t change.',
    }),
  })
  .meta({ id: 'ProvisioningSettings' });

export const groupMapping = z
  .object({
    groupName: z.string().trim().min(1).max(200),
    role: z.enum(['administrator', 'member', 'guest']).nullable(),
    products: z.array(z.string().trim().min(1).max(64)).max(50),
  })
  .meta({ id: 'GroupMapping' });

export const brake = z
  .object({
    id: uuid,
    connectionId: uuid,
    state: z.enum(['holding', 'approved', 'rejected', 'released']),
    accounts: z.int().meta({ description: 'How many accounts were in use.' }),
    departures: z.int().meta({ description: 'How many had gone within the hour when it closed.' }),
    people: z.int().min(0).meta({ description: 'How many it is about.' }),
    held: z.int().min(0).meta({ description: 'How many of them are held still: who would lose access.' }),
    share: z.number(),
    triggeredAt: instant,
    decidedAt: instant.nullable(),
    decidedBy: z.string().nullable(),
    openUntil: instant.nullable().meta({ description: 'Until when an approval lets further departures through.' }),
  })
  .meta({ id: 'Brake' });

export const heldPerson = z
  .object({
    memberId: uuid,
    name: z.string(),
    email: z.string().nullable(),
    kind: z.enum(['deactivate', 'delete']),
    state: z.enum(['held', 'applied', 'failed', 'refused', 'withdrawn']),
    heldAt: instant,
  })
  .meta({ id: 'HeldPerson' });

const connectionParams = z.object({ connectionId: uuid });
const brakeParams = z.object({ brakeId: uuid });

export const provisioningOperations = operations({
  listProvisioningRequests: {
    method: 'get',
    path: '/connections/{connectionId}/requests',
    tag: 'connections',
    summary: { ja: 'プロビジョニングの記録を新しい順に一覧する', en: 'List provisioning requests, newest first' },
    permission: 'connections:read',
    params: connectionParams,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).default(50),
      before: uuid.optional().meta({ description: 'The id of the last request of the page before.' }),
      from: instant.optional(),
      to: instant.optional().meta({ description: 'Exclusive.' }),
      outcome: z
        .union([outcome, z.array(outcome).max(5)])
        .optional()
        .meta({ description: 'May be repeated.' }),
      resourceId: z.string().max(200).optional(),
      text: z.string().max(200).optional().meta({
        description:
          'Part of the path, of what changed, or of the name of whom it was about; or the whole resource id.',
      }),
    }),
    response: json(z.object({ items: z.array(provisioningRequest) })),
    status: 200,
    errors: [404],
  },
  getProvisioningRequest: {
    method: 'get',
    path: '/connections/{connectionId}/requests/{requestId}',
    tag: 'connections',
    summary: { ja: 'プロビジョニングの記録を 1 件取得する', en: 'Get one provisioning request, whole' },
    permission: 'connections:read',
    params: connectionParams.extend({ requestId: uuid }),
    response: json(provisioningRequestDetail),
    status: 200,
    errors: [404],
  },
  getProvisioningSettings: {
    method: 'get',
    path: '/connections/{connectionId}/provisioning',
    tag: 'connections',
    summary: { ja: 'プロビジョニングの設定を取得する', en: 'Get the provisioning settings' },
    permission: 'connections:read',
    params: connectionParams,
    response: json(provisioningSettings),
    status: 200,
    errors: [404],
  },
  updateBrakeSettings: {
    method: 'put',
    path: '/connections/{connectionId}/provisioning/brake',
    tag: 'connections',
    summary: { ja: '大量の無効化・削除を保留する条件を変更する', en: 'Set when mass departures are held' },
    permission: 'connections:write',
    params: connectionParams,
    body: z.strictObject(provisioningSettings.shape.brake.shape),
    response: json(provisioningSettings),
    status: 200,
    errors: [404],
  },
  updateVisibleUsers: {
    method: 'put',
    path: '/connections/{connectionId}/provisioning/visible-users',
    tag: 'connections',
    summary: { ja: '連携が SCIM で参照できるユーザーの範囲を変更する', en: 'Set which Users a connection reads' },
    permission: 'connections:write',
    params: connectionParams,
    body: z.strictObject({ visibleUsers: provisioningSettings.shape.visibleUsers }),
    response: json(provisioningSettings),
    status: 200,
    errors: [404],
  },
  startRawCapture: {
    method: 'post',
    path: '/connections/{connectionId}/provisioning/raw-capture',
    tag: 'connections',
    summary: { ja: '生データの記録を 1 時間だけ有効にする', en: 'Keep requests as they come for an hour' },
    permission: 'connections:write',
    params: connectionParams,
    response: json(provisioningSettings),
    status: 200,
    errors: [404],
  },
  stopRawCapture: {
    method: 'delete',
    path: '/connections/{connectionId}/provisioning/raw-capture',
    tag: 'connections',
    summary: { ja: '生データの記録を止める', en: 'Stop keeping requests as they come' },
    permission: 'connections:write',
    params: connectionParams,
    response: json(provisioningSettings),
    status: 200,
    errors: [404],
  },
  listGroupMappings: {
    method: 'get',
    path: '/connections/{connectionId}/group-mappings',
    tag: 'connections',
    summary: { ja: 'グループと権限の対応を一覧する', en: 'List what groups bring their members' },
    permission: 'connections:read',
    params: connectionParams,
    response: json(z.object({ items: z.array(groupMapping) })),
    status: 200,
    errors: [404],
  },
  replaceGroupMappings: {
    method: 'put',
    path: '/connections/{connectionId}/group-mappings',
    tag: 'connections',
    summary: { ja: 'グループと権限の対応を置き換える', en: 'Replace what groups bring their members' },
    // It gives roles, the administrator's among them, so it takes the right to give them.
    permission: 'members:write',
    params: connectionParams,
    body: z.strictObject({ items: z.array(groupMapping).max(500) }),
    response: json(z.object({ items: z.array(groupMapping) })),
    status: 200,
    errors: [404],
  },
  listBrakes: {
    method: 'get',
    path: '/brakes',
    tag: 'connections',
    summary: { ja: '保留された大量の無効化・削除を一覧する', en: 'List held mass departures, newest first' },
    permission: 'connections:read',
    query: z.strictObject({
      connectionId: uuid.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: json(z.object({ items: z.array(brake) })),
    status: 200,
    errors: [],
  },
  listHeldPeople: {
    method: 'get',
    path: '/brakes/{brakeId}/people',
    tag: 'connections',
    summary: { ja: '保留の対象となったメンバーを一覧する', en: 'List whom a brake is about' },
    permission: 'connections:read',
    params: brakeParams,
    query: z.strictObject(page),
    response: json(pageOf(heldPerson)),
    status: 200,
    errors: [404],
  },
  approveBrake: {
    method: 'post',
    path: '/brakes/{brakeId}/approval',
    tag: 'connections',
    summary: { ja: '保留した無効化・削除を承認し、実行する', en: 'Approve: carry out what was held' },
    permission: 'members:write',
    params: brakeParams,
    response: json(z.object({ brake, applied: z.int().min(0), failed: z.int().min(0) })),
    status: 200,
    errors: [404, 409],
  },
  rejectBrake: {
    method: 'post',
    path: '/brakes/{brakeId}/rejection',
    tag: 'connections',
    summary: { ja: '保留した無効化・削除を却下する', en: 'Reject: what was held never happens' },
    permission: 'members:write',
    params: brakeParams,
    response: json(brake),
    status: 200,
    errors: [404, 409],
  },
  releaseBrake: {
    method: 'post',
    path: '/brakes/{brakeId}/release',
    tag: 'connections',
    summary: { ja: 'ブレーキを解除し、通常の運用に戻す', en: 'Release: departures are counted anew' },
    permission: 'members:write',
    params: brakeParams,
    response: json(brake),
    status: 200,
    errors: [404, 409],
  },
});
