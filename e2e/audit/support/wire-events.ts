import { createHash } from 'node:crypto';

/** An event as products send it. */
export type WireEvent = Readonly<Record<WireField, string>>;
export type WireField =
  | 'id'
  | 'occurredAt'
  | 'category'
  | 'event'
  | 'action'
  | 'operationUserId'
  | 'operationUserName'
  | 'operationUserEmail'
  | 'ipAddress'
  | 'userAgent'
  | 'spaceKey';

/** A UUID that is the same for the same text. */
export function idOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A plausible event of Backlog; what a case is about is given. */
export function wireEvent(given: Partial<WireEvent> = {}): WireEvent {
  return {
    id: idOf(JSON.stringify(given)),
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
    ...given,
  };
}

/** `count` events a second apart from `from` on, numbered from `first`. */
export function wireEvents(count: number, from = '2026-05-01T00:00:00.000Z', first = 0): WireEvent[] {
  return Array.from({ length: count }, (_, index) =>
    wireEvent({
      id: idOf(`${from} ${first + index}`),
      occurredAt: new Date(Date.parse(from) + (first + index) * 1000).toISOString(),
      action: `MARKETING-${first + index} was updated in マーケティング部`,
    }),
  );
}

export function ndjson(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
