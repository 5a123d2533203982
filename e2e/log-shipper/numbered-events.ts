/** Events that carry a number in their action, so that each can be looked for in the log. */

export function actionOf(n: number): string {
  return `FAULT-${n} was added to マーケティング部`;
}

export function numberOf(action: string): number {
  return Number(/^FAULT-(\d+) /.exec(action)?.[1]);
}

const began = Date.UTC(2026, 4, 1);

/** One event of Backlog as NDJSON, without an id unless one is given: the shipper makes it. Five a second, from 1 May 2026 on. */
export function eventLine(n: number, id?: string): string {
  const event = {
    ...(id === undefined ? {} : { id }),
    occurredAt: new Date(began + n * 200).toISOString(),
    category: 'Issue',
    event: 'Add an issue',
    action: actionOf(n),
    operationUserId: `user-${n % 50}`,
    operationUserName: '佐藤 花子',
    operationUserEmail: `user-${n % 50}@nulab.example`,
    ipAddress: `203.0.113.${n % 250}`,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
    spaceKey: 'nulab',
  };
  return `${JSON.stringify(event)}\n`;
}

export function eventLines(from: number, count: number): string {
  return Array.from({ length: count }, (_, i) => eventLine(from + i)).join('');
}
