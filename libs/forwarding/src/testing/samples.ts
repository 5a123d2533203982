import type { AuditEvent } from '@sekisho/audit-events';
import type { EventBatch, ForwardedEvent } from '../delivery.ts';

/** A plausible event with the given number in its id and text. */
export function sampleAuditEvent(number: number, given: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: `0193f000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    organisationId: 'org_forwarding',
    product: 'Backlog',
    occurredAt: '2026-11-20T05:15:01.123Z',
    category: 'Issue',
    event: 'Update an issue',
    action: `MARKETING-${number} was updated in マーケティング部`,
    operationUserId: '2tLVEPOdM0Ux4m5',
    operationUserName: '城島 あゆみ',
    operationUserEmail: 'kijima@example.co.jp',
    ipAddress: '192.0.2.15',
    userAgent: 'Mozilla/5.0 "quoted"',
    spaceKey: 'marketing',
    version: 'V1',
    ...given,
  };
}

export function sampleBatch(
  count: number,
  storedAt = new Date('2026-11-20T05:15:02.000Z'),
  firstNumber = 0,
): EventBatch {
  const stored = (number: number): ForwardedEvent => ({ event: sampleAuditEvent(firstNumber + number), storedAt });
  const rest = Array.from({ length: count - 1 }, (_, index) => stored(index + 1));
  return { organisationId: 'org_forwarding', events: [stored(0), ...rest] };
}
