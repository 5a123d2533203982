import { mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DestinationSettings } from '@sekisho/domain';
import { systemClock } from '@sekisho/platform';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSender, type SenderOptions } from './create-sender.ts';
import { DeliveryFailed, type EventBatch, type Receipt } from './delivery.ts';
import { createAddressGuard } from './net/address-guard.ts';
import {
  type HttpReceiver,
  makeCertificate,
  type S3Credentials,
  sampleAuditEvent,
  sampleBatch,
  startHttpReceiver,
  startS3Receiver,
  startSyslogReceiver,
  type TestCertificate,
} from './testing/index.ts';
import { webhookSecretOf } from './webhook/sign-webhook.ts';

/** Every sender against a real receiver on this machine. */

const organisationId = 'org_forwarding';
const ready = new AbortController().signal;
const secret = webhookSecretOf(Buffer.alloc(32, 7));
const options: SenderOptions = {
  guard: createAddressGuard({ allowPrivate: true }),
  clock: systemClock,
  fileDir: undefined,
  hostname: 'sekisho.example.co.jp',
  timeoutMs: 10_000,
};
let certificate: TestCertificate;
let cleanUp: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  certificate = await makeCertificate();
});
afterEach(async () => {
  for (const done of cleanUp) await done();
  cleanUp = [];
});

async function send(
  settings: DestinationSettings,
  given: { secret?: string | null; batch?: EventBatch; options?: Partial<SenderOptions>; signal?: AbortSignal } = {},
): Promise<Receipt> {
  const sender = createSender({ organisationId, settings }, given.secret === undefined ? secret : given.secret, {
    ...options,
    ...given.options,
  });
  cleanUp.push(() => sender.close());
  return sender.send(given.batch ?? sampleBatch(3), given.signal ?? ready);
}

async function failureOf(promise: Promise<unknown>): Promise<DeliveryFailed> {
  const error = await promise.then(
    () => new Error('it was delivered'),
    (reason: unknown) => reason,
  );
  if (error instanceof DeliveryFailed) return error;
  throw error;
}

async function httpReceiver(tls?: TestCertificate): Promise<HttpReceiver> {
  const receiver = await startHttpReceiver(tls === undefined ? {} : { tls });
  cleanUp.push(() => receiver.stop());
  return receiver;
}

describe('webhook', () => {
  it('is signed so that the reference library accepts it, with the same id in every attempt', async () => {
    const receiver = await httpReceiver(certificate);
    const settings = { kind: 'webhook', url: `${receiver.url}/hook`, caCertificate: certificate.cert } as const;
    const receipt = await send(settings);
    await send(settings);
    await send(settings, { batch: sampleBatch(4) });

    expect(receipt.answer.ja).toContain('HTTP 200');
    const [first, again, other] = receiver.requests;
    if (first === undefined || again === undefined || other === undefined) throw new Error('three were sent');
    expect(new Webhook(secret).verify(first.body, { ...first.headers })).toEqual({
      type: 'audit-log.events',
      timestamp: '2026-11-20T05:15:02.000Z',
      data: { organisationId, events: [0, 1, 2].map((number) => sampleAuditEvent(number)) },
    });
    expect(again.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(again.body).toBe(first.body);
    expect(other.headers['webhook-id']).not.toBe(first.headers['webhook-id']);
    expect(() => new Webhook(webhookSecretOf(Buffer.alloc(32, 8))).verify(first.body, { ...first.headers })).toThrow();
  });

  it('is not sent to a server whose authority nobody vouched for, and says what to do', async () => {
    const receiver = await httpReceiver(certificate);
    const failure = await failureOf(send({ kind: 'webhook', url: receiver.url, caCertificate: null }));
    expect(failure.kind).toBe('unreachable');
    expect(failure.explanation.ja).toContain('CA 証明書');
    expect(receiver.requests).toEqual([]);
  });
});

describe('what an HTTP receiver may answer', () => {
  it.each([
    [{ status: 500, body: 'disk full' }, { kind: 'refused', retryAfterMs: null }, 'HTTP 500: disk full'],
    [{ status: 429, headers: { 'Retry-After': '17' } }, { kind: 'refused', retryAfterMs: 17_000 }, 'HTTP 429'],
    [{ status: 503, headers: { 'Retry-After': 'soon' } }, { kind: 'refused', retryAfterMs: null }, 'HTTP 503'],
    [{ status: 413 }, { kind: 'too-large' }, 'HTTP 413'],
    [{ status: 302, headers: { Location: '/elsewhere' } }, { kind: 'refused' }, 'Redirects are not followed'],
  ] as const)('%j', async (answer, failure, words) => {
    const receiver = await httpReceiver();
    receiver.behave(() => answer);
    const failed = await failureOf(send({ kind: 'webhook', url: receiver.url, caCertificate: null }));
    expect(failed).toMatchObject(failure);
    expect(failed.explanation.en).toContain(words);
    expect(receiver.requests).toHaveLength(1);
  });

  it('nothing, until the time is up', async () => {
    const receiver = await httpReceiver();
    receiver.behave(() => 'silence');
    const settings = { kind: 'webhook', url: receiver.url, caCertificate: null } as const;
    const failed = await failureOf(send(settings, { options: { timeoutMs: 100 } }));
    expect(failed.kind).toBe('timeout');
  });

  it('nothing, and the process is stopping: it ends at once', async () => {
    const receiver = await httpReceiver();
    const stopping = new AbortController();
    receiver.behave(() => {
      stopping.abort();
      return 'silence';
    });
    const settings = { kind: 'webhook', url: receiver.url, caCertificate: null } as const;
    await expect(send(settings, { signal: stopping.signal })).rejects.toBeInstanceOf(DeliveryFailed);
  });

  it('a reset connection, or none at all', async () => {
    const receiver = await httpReceiver();
    receiver.behave(() => 'reset');
    const settings = { kind: 'webhook', url: receiver.url, caCertificate: null } as const;
    expect((await failureOf(send(settings))).kind).toBe('unreachable');
    await receiver.stop();
    const down = await failureOf(send(settings));
    expect(down.kind).toBe('unreachable');
    expect(down.explanation.en).toContain('refused the connection');
    await receiver.start();
  });

  it('a connection that it closed between two batches: the second goes out on a new one', async () => {
    const receiver = await httpReceiver();
    const settings = { kind: 'webhook', url: receiver.url, caCertificate: null } as const;
    const sender = createSender({ organisationId, settings }, secret, options);
    cleanUp.push(() => sender.close());
    await sender.send(sampleBatch(1), ready);
    await receiver.stop();
    await receiver.start();
    await sender.send(sampleBatch(1), ready);
    expect(receiver.requests).toHaveLength(2);
  });
});

describe('addresses that nobody may reach through us', () => {
  const guarded = { guard: createAddressGuard({ allowPrivate: false }) };

  it.each([
    ['webhook', 'https://127.0.0.1/'],
    ['webhook', 'https://[::1]/'],
    ['webhook', 'https://[::ffff:10.0.0.1]/'],
    ['webhook', 'https://2130706433/'],
    ['webhook', 'https://169.254.169.254/latest/meta-data'],
    ['webhook', 'https://localhost/'],
    ['splunk-hec', 'https://192.168.1.10:8088'],
  ] as const)('%s to %s', async (kind, url) => {
    const settings: DestinationSettings =
      kind === 'webhook'
        ? { kind, url, caCertificate: null }
        : { kind, url, index: null, sourcetype: 'x', caCertificate: null };
    expect((await failureOf(send(settings, { options: guarded }))).kind).toBe('forbidden');
  });

  it('S3 and syslog on this machine, though something listens there', async () => {
    const [http, syslog] = await Promise.all([httpReceiver(certificate), startSyslogReceiver(certificate)]);
    cleanUp.push(() => syslog.stop());
    const caCertificate = certificate.cert;
    const s3: DestinationSettings = {
      kind: 's3',
      endpoint: http.url,
      region: 'jp',
      bucket: 'audit',
      prefix: '',
      accessKeyId: 'x',
      pathStyle: true,
      caCertificate,
    };
    expect((await failureOf(send(s3, { options: guarded }))).kind).toBe('forbidden');
    for (const host of ['localhost', '127.0.0.1']) {
      const settings = { kind: 'syslog', host, port: syslog.port, caCertificate } as const;
      expect((await failureOf(send(settings, { secret: null, options: guarded }))).kind).toBe('forbidden');
    }
    expect(http.requests).toEqual([]);
    expect(syslog.connections()).toBe(0);
  });

  it('plain HTTP, wherever it leads', async () => {
    const settings = { kind: 'webhook', url: 'http://siem.example.co.jp/', caCertificate: null } as const;
    expect((await failureOf(send(settings, { options: guarded }))).kind).toBe('forbidden');
  });
});

describe('Splunk HEC', () => {
  it('gets gzipped events under its token, with index, source type and time', async () => {
    const receiver = await httpReceiver();
    receiver.behave(() => ({ status: 200, body: '{"text":"Success","code":0}' }));
    const receipt = await send(
      { kind: 'splunk-hec', url: receiver.url, index: 'audit', sourcetype: 'sekisho:audit', caCertificate: null },
      { secret: 'hec-token' },
    );
    expect(receipt.answer.en).toBe('Splunk accepted the event: Success');
    const [request] = receiver.requests;
    expect(request?.path).toBe('/services/collector/event');
    expect(request?.headers).toMatchObject({ authorization: 'Splunk hec-token', 'content-encoding': 'gzip' });
    const events = request?.body.split('\n').map((line) => JSON.parse(line));
    expect(events).toEqual(
      [0, 1, 2].map((number) => ({
        time: 1795151701.123,
        host: 'sekisho.example.co.jp',
        source: 'sekisho',
        sourcetype: 'sekisho:audit',
        index: 'audit',
        event: sampleAuditEvent(number),
      })),
    );
  });

  it("passes the collector's own words on", async () => {
    const receiver = await httpReceiver();
    receiver.behave(() => ({ status: 403, body: '{"text":"Invalid token","code":4}' }));
    const settings = {
      kind: 'splunk-hec',
      url: receiver.url,
      index: null,
      sourcetype: 'x',
      caCertificate: null,
    } as const;
    expect((await failureOf(send(settings))).explanation.en).toMatch(/HTTP 403: Invalid token$/);
  });
});

describe('S3-compatible storage', () => {
  const credentials: S3Credentials = {
    bucket: 'audit-bucket',
    region: 'ap-northeast-1',
    accessKeyId: 'AKIAEXAMPLE',
    secretAccessKey: 'secret/with+signs',
  };
  const settingsOf = (endpoint: string): DestinationSettings => ({
    kind: 's3',
    endpoint,
    region: credentials.region,
    bucket: credentials.bucket,
    prefix: "siem (prod)/it's/",
    accessKeyId: credentials.accessKeyId,
    pathStyle: true,
    caCertificate: null,
  });

  it('holds one signed object a batch, at a key that the first event decides', async () => {
    const store = await startS3Receiver(credentials);
    cleanUp.push(() => store.http.stop());
    const settings = settingsOf(store.http.url);
    await send(settings, { secret: credentials.secretAccessKey });
    // The answer was lost and more has come since: the next attempt writes the same object over.
    await send(settings, { secret: credentials.secretAccessKey, batch: sampleBatch(5) });
    expect([...store.objects.keys()]).toEqual([
      `siem (prod)/it's/${organisationId}/2026/11/20/05/20261120T051502000Z-0193f000-0000-7000-8000-000000000000.ndjson.gz`,
    ]);
    expect(store.overwritten()).toBe(1);
    expect(store.lines().map((line) => JSON.parse(line))).toEqual(
      [0, 1, 2, 3, 4].map((number) => sampleAuditEvent(number)),
    );
  });

  it('refuses another key, and the reason reaches the administrator', async () => {
    const store = await startS3Receiver(credentials);
    cleanUp.push(() => store.http.stop());
    const failure = await failureOf(send(settingsOf(store.http.url), { secret: 'wrong' }));
    expect(failure.explanation.en).toContain('HTTP 403: SignatureDoesNotMatch (the signature is wrong)');
    expect(store.objects.size).toBe(0);
  });
});

describe('syslog over TLS', () => {
  it('gets RFC 5424 messages that a JSON reader can read', async () => {
    const receiver = await startSyslogReceiver(certificate);
    cleanUp.push(() => receiver.stop());
    for (const host of ['localhost', '127.0.0.1']) {
      await send({ kind: 'syslog', host, port: receiver.port, caCertificate: certificate.cert }, { secret: null });
    }
    expect(receiver.messages).toHaveLength(6);
    const [first = ''] = receiver.messages;
    const head = '<110>1 2026-11-20T05:15:01.123Z sekisho.example.co.jp sekisho - Backlog - ';
    expect(first.startsWith(head)).toBe(true);
    expect(JSON.parse(first.slice(head.length))).toEqual(sampleAuditEvent(0));
    expect(first).toMatch(/^[ -~]*$/);
  });

  it('counts as failed when the receiver dies, never ends, or is somebody else', async () => {
    const receiver = await startSyslogReceiver(certificate);
    cleanUp.push(() => receiver.stop());
    const settings = {
      kind: 'syslog',
      host: 'localhost',
      port: receiver.port,
      caCertificate: certificate.cert,
    } as const;
    receiver.behave('reset');
    expect((await failureOf(send(settings, { secret: null }))).kind).toBe('unreachable');
    receiver.behave('silence');
    expect((await failureOf(send(settings, { secret: null, options: { timeoutMs: 200 } }))).kind).toBe('timeout');
    receiver.behave('take');
    const untrusted = await failureOf(send({ ...settings, caCertificate: null }, { secret: null }));
    expect(untrusted.explanation.en).toContain('trusted authority');
  });
});

describe('files', () => {
  let root: string;
  const settings = { kind: 'file', folder: 'siem/audit' } as const;
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'sekisho-forward-')));
    cleanUp.push(() => rm(root, { recursive: true, force: true }));
  });
  const path = (day: string) => join(root, organisationId, 'siem/audit', `audit-${day}.ndjson`);
  const numbersIn = async (day: string) =>
    (await readFile(path(day), 'utf8'))
      .split('\n')
      .map((line) => (line === '' ? 'end' : Number(JSON.parse(line).id.slice(-6))));

  it('grow by a line an event, and begin anew each day', async () => {
    const sendFile = (batch: EventBatch) => send(settings, { secret: null, batch, options: { fileDir: root } });
    await sendFile(sampleBatch(2));
    const [one] = sampleBatch(1, new Date('2026-11-20T23:59:59.999Z'), 2).events;
    const [two] = sampleBatch(1, new Date('2026-11-21T00:00:00.000Z'), 3).events;
    const receipt = await sendFile({ organisationId, events: [one, two] });
    expect(receipt.answer.en).toBe(`Written to ${organisationId}/siem/audit/audit-2026-11-21.ndjson.`);
    expect(await numbersIn('2026-11-20')).toEqual([0, 1, 2, 'end']);
    expect(await numbersIn('2026-11-21')).toEqual([3, 'end']);
  });

  it('are mended where a crash cut a line short', async () => {
    const sendFile = (batch: EventBatch) => send(settings, { secret: null, batch, options: { fileDir: root } });
    await sendFile(sampleBatch(2));
    const whole = await readFile(path('2026-11-20'), 'utf8');
    await writeFile(path('2026-11-20'), `${whole}{"id":"${'x'.repeat(200_000)}`);
    await sendFile(sampleBatch(1, undefined, 2));
    expect(await numbersIn('2026-11-20')).toEqual([0, 1, 2, 'end']);
  });

  it('are written nowhere else, and nowhere at all without the operator', async () => {
    const outside = join(root, 'outside');
    const inside = join(root, 'inside');
    await send({ kind: 'file', folder: 'first' }, { secret: null, options: { fileDir: inside } });
    await symlink(outside, join(inside, organisationId, 'link'));
    await send({ kind: 'file', folder: 'made' }, { secret: null, options: { fileDir: outside } });
    const led = await failureOf(send({ kind: 'file', folder: 'link' }, { secret: null, options: { fileDir: inside } }));
    expect(led.kind).toBe('forbidden');
    expect((await failureOf(send(settings, { secret: null }))).kind).toBe('misconfigured');
  });
});
