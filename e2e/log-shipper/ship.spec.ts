/** The shipper against a real gateway: what it sends is what the ingest takes, and what is refused says why. */

import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { createAdminClient } from '@sekisho/api-contract';
import {
  type GatewayProcess,
  type PreparedOrganisation,
  prepareOrganisation,
  startGateway,
} from '@sekisho/gateway-process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { exportedEvents } from './exported-log.ts';
import { stateDisk } from './full-disk.ts';
import { actionOf, eventLine, eventLines } from './numbered-events.ts';
import { runShipper, type ShipperSettings, startShipper } from './run-shipper.ts';

let root: string;
let gateway: GatewayProcess;
let organisation: PreparedOrganisation;
let folder: string;
let settings: ShipperSettings;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sekisho-ship-'));
  gateway = await startGateway({ dataDir: join(root, 'gateway'), env: { LOG_LEVEL: 'warn' } });
});
afterAll(async () => {
  await gateway.stop();
  await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
  organisation = await prepareOrganisation(gateway, { name: 'Shipping' });
  const issued = await organisation.admin.issueApiKey({
    body: { purpose: 'events', name: 'Shipper', product: 'Backlog' },
  });
  folder = await mkdtemp(join(root, 'files-'));
  settings = {
    url: gateway.baseUrl,
    key: issued.secret,
    apiKey: organisation.apiKey,
    stateDir: join(folder, 'state'),
  };
});

async function logged(product = 'Backlog'): Promise<Readonly<Record<string, string>>[]> {
  return all(exportedEvents(gateway, organisation, product));
}
async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}
const loggedActions = async () => (await logged()).map(({ action }) => action);

describe('backfill', () => {
  it('ships the same file three times, and nothing doubles', async () => {
    const path = join(folder, 'app.ndjson');
    await writeFile(path, eventLines(0, 500));
    await writeFile(join(folder, 'packed.ndjson.gz'), gzipSync(eventLines(500, 250)));
    await writeFile(join(folder, 'packed.ndjson.zst'), zstdCompressSync(eventLines(750, 250)));
    expect(await runShipper(['backfill', `${folder}/*.ndjson*`], settings)).toMatchObject({ code: 0 });
    // Again with the checkpoint, and again on another host: another name, another state folder.
    expect(await runShipper(['backfill', `${folder}/*.ndjson*`], settings)).toMatchObject({ code: 0 });
    await copyFile(path, join(folder, 'copy.log'));
    const elsewhere = { ...settings, stateDir: join(folder, 'state-2') };
    const again = await runShipper(['backfill', join(folder, 'copy.log'), `${folder}/packed*`, '--json'], elsewhere);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.said.trim().split('\n').at(-1) ?? '')).toMatchObject({ accepted: 0, duplicates: 1_000 });
    expect(await loggedActions()).toEqual(Array.from({ length: 1_000 }, (_, n) => actionOf(n)));
  });

  it.each(['gzip', 'zstd', 'none'])('packs requests with %s', async (compression) => {
    await writeFile(join(folder, 'app.ndjson'), eventLines(0, 50));
    const run = await runShipper(['backfill', join(folder, 'app.ndjson'), '--compression', compression], settings);
    expect(run).toMatchObject({ code: 0 });
    expect(await logged()).toHaveLength(50);
  });

  it('takes standard input', async () => {
    expect(await runShipper(['ship', '-'], settings, eventLines(0, 20))).toMatchObject({ code: 0 });
    expect(await logged()).toHaveLength(20);
  });

  it('keeps the ids that events bring, and gives the others their own', async () => {
    const id = '018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10';
    const own = JSON.stringify({ id, ...JSON.parse(eventLine(1)) });
    await writeFile(join(folder, 'app.ndjson'), `${own}\n${eventLine(2)}`);
    await runShipper(['backfill', join(folder, 'app.ndjson')], settings);
    const ids = (await logged()).map((event) => event['id']);
    expect(ids).toEqual([
      id,
      expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    ]);
  });

  it.each([
    ['utf-8', 'utf-8', '城島 髙 😀'],
    ['utf-8-bom', 'utf-8', '\ufeff'],
    // What Shift_JIS does not have becomes a geta mark.
    ['shift_jis', 'shift_jis', '城島 髙 〓'],
  ])('exports CSV in %s', async (encoding, decoder, expected) => {
    const event = { ...JSON.parse(eventLine(1)), operationUserName: '城島 髙 😀' };
    await runShipper(['ship', '-'], settings, `${JSON.stringify(event)}\n`);
    const csv = join(folder, 'log.csv');
    const run = await runShipper(['export', '--product', 'Backlog', '--encoding', encoding, '--output', csv], settings);
    expect(run).toMatchObject({ code: 0 });
    const text = new TextDecoder(decoder, { ignoreBOM: true, fatal: true }).decode(await readFile(csv));
    expect(text).toContain(expected);
    expect(text.startsWith('\ufeff')).toBe(encoding === 'utf-8-bom');
  });

  it.each([
    ['default', false],
    ['full', true],
  ])('ships what the log exports as CSV with the preset %s', async (preset, keepsIds) => {
    const strange = { action: '=cmd|"calc",\r\nsecond line', operationUserName: '@佐藤', userAgent: "it's" };
    await writeFile(
      join(folder, 'app.ndjson'),
      `${JSON.stringify({ ...JSON.parse(eventLine(1)), ...strange })}\n${eventLine(2)}`,
    );
    await runShipper(['backfill', join(folder, 'app.ndjson')], settings);
    const before = await logged();
    const csv = join(folder, 'log.csv');
    await runShipper(['export', '--product', 'Backlog', '--preset', preset, '--bom', '--output', csv], settings);

    const other = await prepareOrganisation(gateway, { name: 'Reader of CSV' });
    const { secret } = await other.admin.issueApiKey({
      body: { purpose: 'events', name: 'Shipper', product: 'Backlog' },
    });
    const there = { ...settings, key: secret, stateDir: join(folder, 'state-2') };
    expect(await runShipper(['backfill', csv], there)).toMatchObject({ code: 0 });
    const after = await all(exportedEvents(gateway, other, 'Backlog'));
    const shown = (events: readonly Readonly<Record<string, string>>[]) =>
      events.map(({ id, spaceKey, occurredAt, ...event }) => ({
        ...event,
        occurredAt: occurredAt?.slice(0, 19),
        ...(keepsIds ? { id, spaceKey } : {}),
      }));
    expect(shown(after)).toEqual(shown(before));
  });

  it('sets aside what the gateway refuses, each with its reason, and sends it again on demand', async () => {
    const good = JSON.parse(eventLine(1));
    const lines = [
      good,
      { ...good, product: 'Cacoo' },
      { ...good, category: 'Pull request' },
      { ...good, id: 'seven' },
      { ...good, product: 'Backlog', action: 'fine' },
    ];
    await writeFile(join(folder, 'app.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect(await runShipper(['backfill', join(folder, 'app.ndjson')], settings)).toMatchObject({ code: 4 });
    expect(await logged()).toHaveLength(2);
    const list = await runShipper(['dead-letter', 'list'], settings);
    expect(list.written.trim().split('\n')).toEqual([
      expect.stringMatching(/app\.ndjson:2 {2}product: This key writes events of 'Backlog' only/),
      expect.stringMatching(/app\.ndjson:3 {2}category: Backlog has no category 'Pull request'\. There are: Issue, /),
      expect.stringMatching(/app\.ndjson:4 {2}id: 'id' must be a UUID/),
    ]);
    const japanese = await runShipper(['dead-letter', 'list'], { ...settings, env: { LANG: 'ja_JP.UTF-8' } });
    expect(japanese.written).toContain('product: このキーで送れるのは「Backlog」のイベントだけです。');
    const { secret } = await organisation.admin.issueApiKey({
      body: { purpose: 'events', name: 'Cacoo', product: 'Cacoo' },
    });
    expect(await runShipper(['dead-letter', 'retry'], { ...settings, key: secret })).toMatchObject({ code: 4 });
    const status = await runShipper(['status', '--json'], settings);
    expect(JSON.parse(status.written)).toMatchObject({ deadLetters: 3, sources: [{ line: 5, behindBytes: 0 }] });
  });

  it('makes events of an access log by a mapping', async () => {
    const mapping = {
      date: 'clf',
      unmatched: 'skip',
      rules: [
        {
          match: '^(?<ip>\\S+) \\S+ (?<user>\\S+) \\[(?<date>[^\\]]+)\\] "GET /file/(?<file>\\S+) [^"]*" 200 ',
          fields: {
            category: 'File',
            event: 'Download a file',
            action: '{file} was downloaded',
            operationUserId: '{user}',
            ipAddress: '{ip}',
          },
        },
      ],
    };
    const log = [
      '203.0.113.9 - sato [01/May/2026:11:41:26 +0900] "GET /file/plan.pdf HTTP/1.1" 200 12',
      '203.0.113.9 - sato [01/May/2026:11:41:27 +0900] "GET /favicon.ico HTTP/1.1" 200 12',
      '2001:db8::1 - - [01/May/2026:11:41:28 +0900] "GET /file/a.png HTTP/1.1" 200 12',
    ];
    await writeFile(join(folder, 'mapping.json'), JSON.stringify(mapping));
    await writeFile(join(folder, 'access.log'), `${log.join('\n')}\n`);
    const args = [join(folder, 'access.log'), '--mapping', join(folder, 'mapping.json')];
    expect(await runShipper(['doctor', ...args], settings)).toMatchObject({ code: 0 });
    expect(await runShipper(['backfill', ...args], settings)).toMatchObject({ code: 0 });
    expect(await logged()).toMatchObject([
      { action: 'plan.pdf was downloaded', operationUserId: 'sato', occurredAt: '2026-05-01T02:41:26.000Z' },
      { action: 'a.png was downloaded', operationUserId: '', ipAddress: '2001:db8::1' },
    ]);
  });

  it('ends with 3 when the key is no good, and doctor says so', async () => {
    await writeFile(join(folder, 'app.ndjson'), eventLines(0, 5));
    const stranger = { ...settings, key: organisation.apiKey };
    const run = await runShipper(['backfill', join(folder, 'app.ndjson')], stranger);
    expect(run).toMatchObject({ code: 3, said: expect.stringContaining('needs a key for sending events') });
    const doctor = await runShipper(['doctor', join(folder, 'app.ndjson')], stranger);
    expect(doctor).toMatchObject({ code: 6, written: expect.stringMatching(/^BAD {2}event key: .*401/m) });
  });

  it('ends with 3 and keeps its place while the organisation has no contract, and goes on when it has', async () => {
    const path = join(folder, 'app.ndjson');
    await writeFile(path, eventLines(0, 5));
    const operator = createAdminClient({ baseUrl: gateway.baseUrl, apiKey: gateway.operatorKey });
    const { organisationId } = organisation;
    await operator.setOrganisationContract({ params: { organisationId }, body: { state: 'ended' } });

    const refused = await runShipper(['backfill', path], settings);
    expect(refused).toMatchObject({ code: 3, said: expect.stringContaining('outside of any trial or contract') });
    const doctor = await runShipper(['doctor', path], settings);
    expect(doctor).toMatchObject({ code: 6, written: expect.stringMatching(/^BAD {2}event key: .*403.*contract/m) });

    await operator.setOrganisationContract({ params: { organisationId }, body: { state: 'contracted' } });
    await until('the gateway to take events', async () => {
      const run = await runShipper(['backfill', path], settings);
      return run.code === 0 || undefined;
    });
    expect(await loggedActions()).toEqual([0, 1, 2, 3, 4].map(actionOf));
    expect(await runShipper(['dead-letter', 'list'], settings)).toMatchObject({ code: 0, written: '' });
  });
});

describe('ship', () => {
  it('reads a file that may not be read at first, once it may', async () => {
    // Rights mean nothing to root, who runs CI in containers: a shipper of another user's is what has a lack of them.
    const path = join(folder, 'app.ndjson');
    await writeFile(path, eventLines(0, 3), { mode: 0o000 });
    const runsAsRoot = process.getuid?.() === 0;
    if (runsAsRoot) await promisify(execFile)('chown', ['-R', 'nobody', folder]);
    if (runsAsRoot) await promisify(execFile)('chmod', ['755', root]);
    const shipper = startShipper(['ship', path], { ...settings, ...(runsAsRoot ? { uid: 65_534 } : {}) });
    try {
      await until('the complaint', async () => /can’t be read/.test(shipper.said()) || undefined);
      await promisify(execFile)('chmod', ['644', path]);
      await until('the events', async () => (await logged()).length === 3 || undefined);
    } finally {
      shipper.kill('SIGTERM');
    }
    expect(await shipper.exited).toBe(0);
    expect(shipper.said().match(/can’t be read/g)).toHaveLength(1);
  });

  it('stops on SIGTERM with everything delivered that it had read', async () => {
    const path = join(folder, 'app.ndjson');
    await writeFile(path, eventLines(0, 2_000));
    const shipper = startShipper(['ship', path, '--batch-events', '100'], settings);
    await until('the first events', async () => (await logged()).length > 0 || undefined);
    shipper.kill('SIGTERM');
    expect(await shipper.exited).toBe(0);
    await runShipper(['backfill', path], settings);
    expect(await loggedActions()).toEqual(Array.from({ length: 2_000 }, (_, n) => actionOf(n)));
  });
});

describe('a full disk', () => {
  it('stops nothing for good: when there is room again, everything is delivered or set aside, once', async () => {
    const path = join(folder, 'app.ndjson');
    const state = join(folder, 'state');
    await mkdir(state);
    await writeFile(path, eventLines(0, 10));
    const disk = await stateDisk(state);
    const args = ['ship', path, '--poll', '20', '--batch-events', '100'];
    const shipper = startShipper(args, { ...settings, wrapper: disk.wrapper });
    try {
      await until('the first events', async () => (await logged()).length === 10 || undefined);
      const inside = disk.seenFrom(shipper);
      await disk.fill(shipper);
      const refused = JSON.stringify({ ...JSON.parse(eventLine(0)), category: 'Pull request' });
      await appendFile(path, `${refused}\n`.repeat(100) + eventLines(10, 500));
      await until('the complaint', async () => disk.complaint.test(shipper.said()) || undefined);
      expect(shipper.child.exitCode).toBeNull();
      await disk.free(shipper);
      await until('all events', async () => (await logged()).length === 510 || undefined);
      const letters = () => runShipper(['dead-letter', 'list', '--state', inside], settings);
      await until('the dead letters', async () => (await letters()).written.split('\n').length === 101 || undefined);
      await until('the checkpoint', async () => {
        const { written } = await runShipper(['status', '--json', '--state', inside], settings);
        return JSON.parse(written).sources[0].behindBytes === 0 || undefined;
      });
    } finally {
      shipper.kill('SIGTERM');
    }
    expect(await shipper.exited).toBe(4);
    expect(await loggedActions()).toEqual(Array.from({ length: 510 }, (_, n) => actionOf(n)));
  });
});

describe('forward', () => {
  it('carries new events on to a file, late ones too, goes on after kill -9, and loses none', async () => {
    const target = join(folder, 'siem.ndjson');
    const forwarding = [
      'forward',
      '--product',
      'Backlog',
      '--from',
      '2026-04-30T00:00:00Z',
      '--output',
      target,
      '--poll',
      '50',
    ];
    const recent = (n: number) =>
      `${JSON.stringify({ ...JSON.parse(eventLine(n)), occurredAt: new Date(Date.now() - 600_000 + n).toISOString() })}\n`;
    const path = join(folder, 'app.ndjson');
    await writeFile(path, Array.from({ length: 1_500 }, (_, n) => recent(n)).join(''));
    const arrived = async () =>
      (await readFile(target, 'utf8').catch(() => '')).split('\n').flatMap((line) => {
        try {
          return [String(JSON.parse(line).action)];
        } catch {
          return [];
        }
      });
    await runShipper(['backfill', path], settings);
    let forwarder = startShipper(forwarding, settings);
    await until('the first events', async () => (await arrived()).length > 0 || undefined);
    forwarder.kill('SIGKILL');
    await forwarder.exited;
    await appendFile(target, '{"half a li');
    forwarder = startShipper(forwarding, settings);
    await until('all events', async () => new Set(await arrived()).size === 1_500 || undefined);
    await appendFile(path, recent(-500_000));
    await runShipper(['backfill', path], settings);
    await until('the late event', async () => (await arrived()).includes(actionOf(-500_000)) || undefined);
    forwarder.kill('SIGTERM');
    expect(await forwarder.exited).toBe(0);
    expect(await runShipper([...forwarding, '--once'], settings)).toMatchObject({ code: 0 });
    const all = await arrived();
    expect(new Set(all).size).toBe(1_501);
    // What was written but not yet noted when it was killed came twice; nothing else did.
    expect(all.length).toBeLessThan(1_501 + 501);
    expect(await readFile(target, 'utf8')).not.toContain('half a li');
  });

  it('posts to a webhook, signed, until the receiver takes it', async () => {
    const posts: { headers: IncomingMessage['headers']; body: string }[] = [];
    const answers = [500, 429, 200];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      posts.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answers.shift() ?? 200, { 'Retry-After': '0' }).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    try {
      await writeFile(
        join(folder, 'app.ndjson'),
        eventLines(0, 5).replaceAll('2026-05-01', new Date().toISOString().slice(0, 10)),
      );
      await runShipper(['backfill', join(folder, 'app.ndjson')], settings);
      const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
      const run = await runShipper(
        [
          'forward',
          '--once',
          '--product',
          'Backlog',
          '--from',
          '2026-01-01T00:00:00Z',
          '--webhook',
          `http://127.0.0.1:${address.port}/hook`,
        ],
        { ...settings, env: { SEKISHO_WEBHOOK_SECRET: secret } },
      );
      expect(run).toMatchObject({ code: 0 });
      expect(posts).toHaveLength(3);
      expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      for (const { headers, body } of posts) {
        const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
        const signature = createHmac('sha256', Buffer.alloc(32, 7)).update(signed).digest('base64');
        expect(headers['webhook-signature']).toBe(`v1,${signature}`);
      }
      expect(JSON.parse(posts.at(-1)?.body ?? '').data.events).toHaveLength(5);
    } finally {
      server.close();
    }
  });
});

describe('verify', () => {
  it('reads what the gateway exports for it, and does not call proven what is not sealed yet', async () => {
    await writeFile(join(folder, 'app.ndjson'), eventLines(0, 25));
    await runShipper(['backfill', join(folder, 'app.ndjson')], settings);
    const files = {
      out: join(folder, 'export.ndjson'),
      seals: join(folder, 'seals.ndjson'),
      key: join(folder, 'key.pem'),
    };
    const named = ['--evidence', files.seals, '--seal-key', files.key];
    const exporting = ['export', '--format', 'ndjson', '--preset', 'evidence', '--output', files.out, ...named];
    expect(await runShipper(exporting, settings)).toMatchObject({ code: 0 });
    // Offline: an address where nobody answers.
    const offline = { ...settings, url: 'http://127.0.0.1:9' };
    const run = await runShipper(['verify', files.out, ...named, '--json'], offline);
    // The 25, and what the organisation's own beginning and the reading of its log wrote.
    const { unsealedEvents } = JSON.parse(run.written);
    expect(run.code).toBe(8);
    expect(JSON.parse(run.written)).toMatchObject({ problem: null, seals: 0, sealedEvents: 0 });
    expect(unsealedEvents).toBeGreaterThanOrEqual(25);
    expect(await runShipper(['verify', files.out, ...named], offline)).toMatchObject({
      written: expect.stringContaining('no seal, so nothing is proven'),
    });
  });
});

describe('the access log', () => {
  const line = (n: number) =>
    `203.0.113.${n % 250} - user-${n} [12/May/2026:11:41:26 +0900] "GET /view/MARKETING-${n}?token=s3cret HTTP/1.1" 200 512 "-" "Mozilla/5.0"\n`;
  const mapping = resolve(import.meta.dirname, '../../apps/log-shipper/examples/access-log-combined.json');

  it('takes a web server’s log by plan, each access once, and keeps its state apart from the audit log’s', async () => {
    const path = join(folder, 'access.log');
    await writeFile(path, Array.from({ length: 300 }, (_, n) => line(n)).join(''));
    const args = ['backfill', path, '--stream', 'access-log', '--mapping', mapping];
    const doctor = ['doctor', ...args.slice(1)];
    expect(await runShipper(doctor, settings)).toMatchObject({
      code: 6,
      written: expect.stringContaining('comes with the plan Platinum'),
    });
    const without = await runShipper(args, settings);
    expect(without.code).toBe(3);
    expect(without.said).toContain('comes with the plan Platinum');

    const operator = createAdminClient({ baseUrl: gateway.baseUrl, apiKey: gateway.operatorKey });
    const { organisationId, admin } = organisation;
    await operator.setProductPlan({ params: { organisationId, product: 'Backlog' }, body: { plan: 'platinum' } });
    expect(await runShipper(doctor, settings)).toMatchObject({ code: 0 });
    expect(await runShipper(args, settings)).toMatchObject({ code: 0 });
    // A second time from elsewhere, where nothing is known of the first.
    expect(await runShipper(args, { ...settings, stateDir: join(folder, 'state-2') })).toMatchObject({ code: 0 });
    const { months } = await admin.listAccessLogMonths();
    expect(months).toEqual([
      {
        month: '2026-05',
        product: 'Backlog',
        accesses: 300,
        availableFrom: '2026-06-10T00:00:00.000Z',
        available: true,
      },
    ]);
    expect(await logged()).toEqual([]);

    await writeFile(join(folder, 'app.ndjson'), eventLines(0, 5));
    const mixed = await runShipper(['backfill', join(folder, 'app.ndjson')], settings);
    const otherLog = expect.stringContaining('is used for shipping to the access-log');
    expect(mixed).toMatchObject({ code: 5, said: otherLog });
    expect(await runShipper(['doctor'], settings)).toMatchObject({ code: 6, written: otherLog });
    expect(await logged()).toEqual([]);
  });
});

describe('the one file', () => {
  it('runs alone in an empty folder', async () => {
    await promisify(execFile)('npm', ['run', 'build', '-w', 'apps/log-shipper'], {
      cwd: resolve(import.meta.dirname, '../..'),
    });
    const alone = join(folder, 'alone');
    await mkdir(alone);
    await copyFile(
      resolve(import.meta.dirname, '../../apps/log-shipper/dist/log-shipper.mjs'),
      join(alone, 'log-shipper.mjs'),
    );
    const there = { ...settings, program: join(alone, 'log-shipper.mjs'), cwd: alone };
    const help = await runShipper(['--help'], there);
    expect(help).toMatchObject({ code: 0, written: expect.stringContaining('Exit codes:') });
    await writeFile(join(alone, 'a.ndjson'), eventLines(0, 30));
    await rename(join(alone, 'a.ndjson'), join(alone, 'app.ndjson'));
    expect(await runShipper(['backfill', 'app.ndjson'], there)).toMatchObject({ code: 0 });
    expect(await logged()).toHaveLength(30);
    expect((await readdir(alone)).sort()).toEqual(['app.ndjson', 'log-shipper.mjs']);
  });
});
