import { type AuditEvent, catalogue, createAuditEventParser, createEventLineScanner } from '@sekisho/audit-events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleEvent, sampleEvents, sampleId } from '../testing/audit-event-samples.ts';
import { addAuditEvent, scannedEventAdder } from './audit-event-rows.ts';
import { EventRows } from './event-rows.ts';
import { RowMemory } from './row-memory.ts';

const now = new Date('2026-05-12T03:00:00.000Z');
const storedAt = new Date('2026-05-12T03:00:00.123Z');

describe('rows', () => {
  it('are the same bytes whether an event came as an object or as a line', () => {
    const scanner = createEventLineScanner(catalogue, 'Backlog');
    const parse = createAuditEventParser(catalogue, 'Backlog');
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 30 }), anyWriter, (events, write) => {
        const [asObjects, asLines] = [new EventRows('audit'), new EventRows('audit')];
        const addLine = scannedEventAdder(asLines, { organisationId: 'org_表', product: 'Backlog' });
        for (const event of events) {
          const line = write(JSON.stringify(event));
          const bytes = Buffer.from(`${line}\n`);
          const parsed = parse(JSON.parse(line), now);
          if (scanner === undefined || scanner.scan(bytes, 0, now.getTime()) === -1 || !parsed.ok) {
            throw new Error(`Not regular: ${line}`);
          }
          addLine(bytes, scanner.found);
          addAuditEvent(asObjects, { ...parsed.event, organisationId: 'org_表' });
        }
        expect(bytesOf(asLines)).toEqual(bytesOf(asObjects));
        expect(asLines.ids).toEqual(asObjects.ids);
        expect(asLines.bytes).toBe(asObjects.bytes);
      }),
    );
  });

  it('know their ids and owners, and can be taken apart', () => {
    const events = [
      ...sampleEvents(3, 'org_one', '2026-05-01T00:00:00.000Z'),
      ...sampleEvents(2, 'org_other', '1970-01-01T00:00:00.000Z'),
      ...sampleEvents(3_000, 'org_one', '2199-12-31T00:00:00.000Z'),
    ];
    const rows = rowsOf(events);
    expect(events.map((_, row) => rows.idOf(row))).toEqual(events.map(({ id }) => id));
    expect(rows.runs).toEqual([
      { organisationId: 'org_one', from: 0 },
      { organisationId: 'org_other', from: 3 },
      { organisationId: 'org_one', from: 5 },
    ]);
    expect(bytesOf(rows.slice(2, 2_500))).toEqual(bytesOf(rowsOf(events.slice(2, 2_500))));
    expect(rows.slice(4, 6).runs).toEqual(rowsOf(events.slice(4, 6)).runs);
    expect(Buffer.concat([bytesOf(rows.slice(0, 1_234)), bytesOf(rows.slice(1_234, 3_005))])).toEqual(bytesOf(rows));
  });

  it.each([[[]], [[0]], [[3_004]], [[0, 1, 2]], [[5, 7, 1_000, 3_003]]])('can go without %j', (leftOut) => {
    const events = sampleEvents(3_005, 'org_one', '2026-05-01T00:00:00.000Z');
    const isLeftOut = new Uint8Array(events.length);
    for (const row of leftOut) isLeftOut[row] = 1;
    const kept = events.filter((_, row) => isLeftOut[row] === 0);
    expect(Buffer.concat([...rowsOf(events).stamped(storedAt, isLeftOut)])).toEqual(bytesOf(rowsOf(kept)));
  });

  it('are the same in memory that others had', () => {
    const memory = new RowMemory();
    const events = sampleEvents(20_000, 'org_one', '2026-05-01T00:00:00.000Z');
    const before = rowsOf(sampleEvents(20_000, 'org_other', '2025-01-01T00:00:00.000Z'), memory);
    const used = [...before.stamped(storedAt, new Uint8Array(0))].at(-2);
    before.release();
    expect(before).toMatchObject({ length: 0, bytes: 0 });
    const after = rowsOf(events, memory);
    expect(bytesOf(after)).toEqual(bytesOf(rowsOf(events)));
    const memories = [...after.stamped(storedAt, new Uint8Array(0))].map(({ buffer }) => buffer);
    expect(memories).toContain(used?.buffer);
  });

  it('hold texts of every length and kind', () => {
    for (const action of ['', 'x'.repeat(127), 'x'.repeat(128), '表'.repeat(6_000), 'half \ud83d', '😀\0']) {
      const event = sampleEvent({ id: sampleId('one'), action });
      const marker = Buffer.from(action.toWellFormed());
      expect(bytesOf(rowsOf([event])).includes(marker)).toBe(true);
    }
  });
});

function rowsOf(events: readonly AuditEvent[], memory = new RowMemory()): EventRows<'audit'> {
  const rows = new EventRows('audit', memory);
  for (const event of events) addAuditEvent(rows, event);
  return rows;
}

function bytesOf(rows: EventRows): Buffer {
  return Buffer.concat([...rows.stamped(storedAt, new Uint8Array(rows.length))]);
}

const text = (maxLength: number) =>
  fc
    .string({
      unit: fc.oneof(fc.constantFrom('"', '\\', '/', '\n', '\0', 'ü', '表', '😀'), fc.string({ maxLength: 1 })),
      maxLength,
    })
    .filter((value) => Buffer.byteLength(JSON.stringify(value)) <= maxLength);

const anyEvent = fc.record(
  {
    id: fc.uuid(),
    occurredAt: fc.date({ noInvalidDate: true, min: new Date(0), max: now }).map((at) => at.toISOString()),
    category: fc.constant('Issue'),
    event: fc.constantFrom('Add an issue', 'Delete an issue'),
    action: text(1_000).map((value) => `${value}.`),
    operationUserId: text(200),
    operationUserName: text(400),
    operationUserEmail: text(320),
    ipAddress: fc.oneof(fc.ipV4(), fc.constant('2001:db8::1')),
    userAgent: text(500),
    spaceKey: text(200),
  },
  { requiredKeys: ['id', 'occurredAt', 'category', 'event', 'action'] },
);

/** What writers of JSON do to texts: nothing, PHP's slashes, Python's ASCII. */
const anyWriter = fc.constantFrom<((json: string) => string)[]>(
  (json) => json,
  (json) => json.replaceAll('/', '\\/'),
  (json) =>
    json.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`.replace(/u(..)$/, 'u00$1')),
);
