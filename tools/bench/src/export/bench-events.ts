import type { AuditEvent } from '@sekisho/audit-events';

/**
 * `count` events of one organisation, spread over a year, as products and provisioning write them: Japanese text,
 * commas and quotes included, for CSV has to deal with them. The same every time.
 */
export function* benchEvents(organisationId: string, count: number): Generator<AuditEvent> {
  const year = 365 * 24 * 3_600_000;
  for (let number = 0; number < count; number += 1) {
    const person = (number * 7919) % 500;
    yield {
      id: uuidOf(number),
      organisationId,
      product: products[number % products.length] ?? 'Apps',
      occurredAt: new Date(Date.UTC(2025, 0, 1) + Math.floor((number / count) * year)).toISOString(),
      category: 'Issue',
      event: 'Update an issue',
      action: `MARKETING-${number} was updated in マーケティング部, 「"第${number % 50}期"」`,
      operationUserId: `user-${person}`,
      operationUserName: `山田 花子${person}`,
      operationUserEmail: `hanako.yamada${person}@example.co.jp`,
      ipAddress: `192.0.2.${number % 256}`,
      userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0',
      spaceKey: 'example',
      version: 'V1',
    };
  }
}

/** A UUID version 7 in form: a rising front, and a tail that looks random, as the ids of real events have. */
function uuidOf(number: number): string {
  const front = (0x019b_0000_0000 + number).toString(16).padStart(12, '0');
  const scattered = (factor: number) => (Math.imul(number + 1, factor) >>> 0).toString(16).padStart(8, '0');
  const tail = `${scattered(0x9e3779b1)}${scattered(0x85ebca6b)}`;
  return `${front.slice(0, 8)}-${front.slice(8)}-7${tail.slice(0, 3)}-8${tail.slice(3, 6)}-${tail.slice(6)}00`;
}

const products = ['Backlog', 'Cacoo', 'Typetalk', 'Apps'];
