import { createHash } from 'node:crypto';
import type { AccessEvent, AuditEvent } from '@sekisho/audit-events';

/** An id that is the same for the same text. */
export function sampleId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** A plausible event; what a case is about is given, the rest is filled in. */
export function sampleEvent(given: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: sampleId(JSON.stringify(given)),
    organisationId: 'org_sample',
    product: 'Backlog',
    occurredAt: '2026-05-12T02:41:26.123Z',
    category: 'Issue',
    event: 'Update an issue',
    action: 'MARKETING-15 was updated in マーケティング部',
    operationUserId: '2tLVEPOdM0Ux4m5',
    operationUserName: '城島 あゆみ',
    operationUserEmail: 'ayumi.kijima@example.co.jp',
    ipAddress: '192.0.2.15',
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
    spaceKey: 'marketing',
    version: 'V1',
    ...given,
  };
}

/** The same for an access. */
export function sampleAccess(given: Partial<AccessEvent> = {}): AccessEvent {
  return {
    id: sampleId(JSON.stringify(given)),
    organisationId: 'org_sample',
    product: 'Backlog',
    occurredAt: '2026-05-12T02:41:26.123Z',
    userId: '2tLVEPOdM0Ux4m5',
    userName: '城島 あゆみ',
    userEmail: 'ayumi.kijima@example.co.jp',
    ipAddress: '192.0.2.15',
    method: 'GET',
    path: '/view/MARKETING-15',
    status: 200,
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
    ...given,
  };
}

/** `count` events of one organisation, a second apart, the first at `from`. */
export function sampleEvents(count: number, organisationId: string, from: string): AuditEvent[] {
  const start = Date.parse(from);
  return Array.from({ length: count }, (_, index) =>
    sampleEvent({
      id: sampleId(`${organisationId} ${from} ${index}`),
      organisationId,
      occurredAt: new Date(start + index * 1000).toISOString(),
      action: `MARKETING-${index} was updated in マーケティング部`,
    }),
  );
}
