import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '@sekisho/audit-events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csv } from '../formats/csv.ts';
import type { AuditLogClient } from './audit-log-client.ts';
import { fileOutput } from './file-output.ts';
import { forward, lateByMs } from './forward.ts';
import { hourMs, type Ledger, minuteMs, openLedger } from './ledger.ts';
import { csvLines, ndjsonLines } from './render-events.ts';

const never = new AbortController().signal;
const start = Date.UTC(2026, 4, 1, 12);

/** An audit log in memory, which answers as the admin API does. */
class Log implements AuditLogClient {
  readonly events: AuditEvent[] = [];
  questions = 0;

  add(id: string, at: number): void {
    this.events.push({ ...blank, id, occurredAt: new Date(at).toISOString(), action: `${id} was added` });
    this.events.sort((a, b) => (a.occurredAt < b.occurredAt ? 1 : -1));
  }

  async countByTime({ from, to }: { from: number; to: number }, stepMs: number): Promise<Map<number, number>> {
    this.questions += 1;
    const counts = new Map<number, number>();
    for (const event of this.#between(from, to)) {
      const step = Math.floor(Date.parse(event.occurredAt) / stepMs) * stepMs;
      counts.set(step, (counts.get(step) ?? 0) + 1);
    }
    return counts;
  }

  async *pages({ from, to }: { from: number; to: number }): AsyncGenerator<readonly AuditEvent[]> {
    this.questions += 1;
    const found = this.#between(from, to);
    for (let at = 0; at < found.length; at += 3) yield found.slice(at, at + 3);
  }

  #between(from: number, to: number): AuditEvent[] {
    return this.events.filter(({ occurredAt }) => Date.parse(occurredAt) >= from && Date.parse(occurredAt) < to);
  }
}

const blank: AuditEvent = {
  id: '',
  organisationId: 'org',
  product: 'Backlog',
  occurredAt: '',
  category: 'Issue',
  event: 'Add an issue',
  action: '',
  operationUserId: '',
  operationUserName: '',
  operationUserEmail: '',
  ipAddress: '',
  userAgent: '',
  spaceKey: '',
  version: 'V1',
};

let folder: string;
let path: string;
let log: Log;
let written: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forward-'));
  path = join(folder, 'ledger.ndjson');
  log = new Log();
  written = [];
});
afterEach(() => rm(folder, { recursive: true }));

async function round(
  options: { time?: number; ledger?: Ledger; fail?: boolean; limit?: number } = {},
): Promise<string[]> {
  const from = written.length;
  const repeats: number[] = [];
  await forward({
    log,
    ledger: options.ledger ?? (await openLedger(path, { from: start, filter: '' }, options.limit)),
    output: {
      write: async (events) => {
        written.push(...events.map(({ id }) => id));
        if (options.fail === true) throw new Error('killed');
      },
    },
    once: true,
    pollMs: 1,
    batchEvents: 2,
    signal: never,
    onRepeat: ({ from: minute }) => repeats.push(minute.getTime()),
    now: () => options.time ?? start + hourMs,
  });
  return written.slice(from);
}

describe('forwarding', () => {
  it('carries every event once, the oldest first, over restarts', async () => {
    for (let i = 0; i < 10; i += 1) log.add(`e${i}`, start + i * 20_000);
    expect(await round()).toEqual(['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7', 'e8', 'e9']);
    expect(await round()).toEqual([]);
    log.add('e10', start + 10 * 20_000);
    expect(await round()).toEqual(['e10']);
  });

  it('begins where it is told to, to the millisecond', async () => {
    log.add('before', start + 500);
    log.add('at', start + 501);
    const ledger = await openLedger(path, { from: start + 501, filter: '' });
    expect(await round({ ledger })).toEqual(['at']);
  });

  it('finds what arrives late, and nothing else again', async () => {
    log.add('e1', start + 1000);
    log.add('e2', start + 30 * hourMs);
    await round({ time: start + 40 * hourMs });
    log.add('late', start + 2000);
    log.add('very late', start + 29 * hourMs);
    expect(await round({ time: start + 41 * hourMs })).toEqual(['late', 'very late']);
  });

  it('goes through all of a beginning that lies a year back, and a restart long after', async () => {
    log.add('old', start);
    log.add('middle', start + 200 * 24 * hourMs);
    log.add('new', start + 365 * 24 * hourMs - 1);
    expect(await round({ time: start + 365 * 24 * hourMs })).toEqual(['old', 'middle', 'new']);
    log.add('while away', start + 400 * 24 * hourMs);
    expect(await round({ time: start + 500 * 24 * hourMs })).toEqual(['while away']);
    expect(await round({ time: start + 500 * 24 * hourMs + lateByMs })).toEqual([]);
  });

  it('sends again what was not acknowledged', async () => {
    log.add('e1', start);
    await expect(round({ fail: true })).rejects.toThrow('killed');
    expect(await round()).toEqual(['e1']);
  });

  it('sends a whole minute again where it no longer knows what of it went', async () => {
    for (let i = 0; i < 6; i += 1) log.add(`e${i}`, start + i * minuteMs);
    await round({ limit: 4 });
    log.add('late', start + 1000);
    log.add('fresh', start + 5 * minuteMs + 1);
    expect(await round({ limit: 4 })).toEqual(['e0', 'late', 'fresh']);
    expect(await round({ limit: 4 })).toEqual([]);
  });

  it('takes it calmly when retention removes events', async () => {
    log.add('e1', start);
    log.add('e2', start + 1);
    await round();
    log.events.pop();
    expect(await round()).toEqual([]);
    log.add('e3', start + 2);
    expect(await round()).toEqual(expect.arrayContaining(['e3']));
  });

  it('asks one question a round while nothing happens', async () => {
    log.add('e1', start);
    const ledger = await openLedger(path, { from: start, filter: '' });
    await round({ ledger });
    log.questions = 0;
    await round({ ledger });
    expect(log.questions).toBe(1);
  });

  it('reads a ledger whose last line a crash cut off, and refuses one that is not a ledger', async () => {
    log.add('e1', start);
    await round();
    await appendFile(path, '{"minute":17');
    expect(await round()).toEqual([]);
    await writeFile(path, 'something else\n');
    await expect(round()).rejects.toThrow(/not readable/);
  });

  it('writes its ledger anew before it has grown without bound', async () => {
    const ledger = await openLedger(path, { from: start, filter: '' }, 10);
    const ids = Array.from({ length: 5_000 }, (_, i) => `${i}`.padStart(36, '0'));
    for (let minute = 0; minute < 60; minute += 1) await ledger.note(start + minute * minuteMs, ids);
    expect((await stat(path)).size).toBeLessThan(9_000_000);
    expect(ledger.countOfHour(start)).toBe(300_000);
  });
});

describe('a file as output', () => {
  const event = (id: string) => ({ ...blank, id, occurredAt: '2026-05-01T12:00:00.123Z', action: '=danger, "x"\r\ny' });
  const outputTo = (target: string, lines = ndjsonLines) =>
    fileOutput({ path: target, lines, signal: never, onTrouble: () => undefined });

  it('takes off half a line that a crash left, and goes on', async () => {
    const target = join(folder, 'out.ndjson');
    await outputTo(target).write([event('1')]);
    await appendFile(target, `{"id":"${'x'.repeat(200_000)}`);
    await outputTo(target).write([event('2')]);
    const lines = (await readFile(target, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['1', '2']);
  });

  it('writes CSV that is formula-safe and that the shipper reads back', async () => {
    const target = join(folder, 'out.csv');
    await outputTo(target, csvLines).write([event('1')]);
    await outputTo(target, csvLines).write([event('2')]);
    const format = csv('utf-8');
    const reader = format.createReader();
    const records = format.createSplitter({ offset: 0, line: 0 }).push(await readFile(target));
    expect(records.map(({ bytes }) => reader.read(bytes))).toMatchObject([
      { kind: 'nothing' },
      { event: { id: '1', occurredAt: '2026-05-01T12:00:00Z', action: '=danger, "x"\r\ny', version: 'V1' } },
      { event: { id: '2' } },
    ]);
    expect(records[1]?.bytes.toString()).toContain(`"'=danger`);
  });
});
