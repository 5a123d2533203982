import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '@sekisho/audit-events';
import { type AuditStore, createAuditStore } from '@sekisho/audit-store';
import type { Actor, DestinationKind, DestinationSettings, Organisation } from '@sekisho/domain';
import { createAddressGuard, type SenderOptions } from '@sekisho/forwarding';
import {
  type Behaviour,
  makeCertificate,
  type S3Credentials,
  startHttpReceiver,
  startS3Receiver,
  startSyslogReceiver,
  type TestCertificate,
} from '@sekisho/forwarding/testing';
import { createLogger, systemIds } from '@sekisho/platform';
import {
  createTestDatabase,
  insertTestOrganisation,
  type TestDatabase,
  testAuditEvent,
} from '@sekisho/storage/testing';
import { createForwarder, type Forwarder, type ForwarderOptions } from '../forwarder.ts';
import { createDestination, type ForwardingDependencies } from '../manage-destinations.ts';
import { openDestination } from '../open-destination.ts';

/** Everything that forwarding runs on, for real: PostgreSQL, the embedded audit store, receivers on this machine. */
export interface ForwardingBench {
  readonly database: TestDatabase;
  readonly store: AuditStore;
  readonly clock: { now(): Date; set(at: Date): void; advance(milliseconds: number): void };
  readonly dependencies: ForwardingDependencies;
  readonly fileDir: string;
  newOrganisation(): Promise<Organisation>;
  /** A destination of the organisation, made by the use case. */
  addDestination(organisation: Organisation, receiver: Receiver): Promise<string>;
  /** Stores `count` events now, a second before the present, and moves the clock past settling. */
  storeEvents(organisation: Organisation, count: number, given?: Partial<AuditEvent>): Promise<AuditEvent[]>;
  forwarder(options?: Partial<ForwarderOptions>): Forwarder;
  /** Deliveries that begin from now on are given up soon, or (by default) late: for receivers that keep silent. */
  impatient(isSo: boolean): void;
  close(): Promise<void>;
}

/** A receiver of any kind, and how to spoil its day. */
export interface Receiver {
  readonly settings: DestinationSettings;
  readonly secret: string | null;
  /** The ids of the events it has, in the order in which they came, repetitions included. */
  received(): Promise<string[]>;
  /** How many deliveries it has seen, whatever came of them. */
  attempts(): number;
  down(): Promise<void>;
  up(): Promise<void>;
  /** Null: it works. `taken-but-silent`: it keeps what comes, and its answer is lost. */
  trouble(kind: 'error-500' | 'error-429' | 'silence' | 'taken-but-silent' | null): void;
  stop(): Promise<void>;
}

export async function startForwardingBench(): Promise<ForwardingBench> {
  const database = await createTestDatabase();
  const logger = createLogger({ level: 'silent', service: 'test' });
  const directory = await mkdtemp(join(tmpdir(), 'sekisho-forwarding-'));
  let present = new Date('2026-11-20T05:00:00.000Z').getTime();
  const clock = {
    now: () => new Date(present),
    set: (at: Date) => {
      present = at.getTime();
    },
    advance: (milliseconds: number) => {
      present += milliseconds;
    },
  };
  const store = await createAuditStore({
    clickhouse: undefined,
    embeddedPath: join(directory, 'clickhouse'),
    logger,
    clock,
  });
  const fileDir = join(directory, 'files');
  const secretKey = randomBytes(32);
  const senders: SenderOptions = {
    guard: createAddressGuard({ allowPrivate: true }),
    clock,
    fileDir,
    hostname: 'sekisho.example.co.jp',
  };
  let timeoutMs = patientMs;
  const dependencies: ForwardingDependencies = {
    db: database.db,
    clock,
    ids: systemIds,
    secretKey,
    policy: { allowPrivate: true, filesAllowed: true },
    openSender: (destination, secret) => {
      const sender = openDestination(destination, secret, { ...senders, timeoutMs, secretKey });
      // Small batches, so that a few hundred events take several; and no minute of gathering.
      return { ...sender, batchSize: Math.min(sender.batchSize, 40), gatherMs: 0 };
    },
  };
  const forwarders: Forwarder[] = [];

  return {
    database,
    store,
    clock,
    dependencies,
    fileDir,
    async newOrganisation() {
      return (await insertTestOrganisation(database.db)).organisation;
    },
    async addDestination(organisation, receiver) {
      const scope = { organisationId: organisation.id, actor: { kind: 'system' } satisfies Actor };
      const wanted = { name: 'SIEM', settings: receiver.settings, secret: receiver.secret, since: null };
      return (await createDestination(dependencies, scope, wanted)).destination.id;
    },
    async storeEvents(organisation, count, given = {}) {
      const events = Array.from({ length: count }, (_, index) =>
        testAuditEvent(organisation.id, {
          product: index % 3 === 0 ? 'Cacoo' : 'Backlog',
          occurredAt: new Date(present + index).toISOString(),
          ...given,
        }),
      );
      await store.insert(events, clock.now());
      present += 10_000;
      return events;
    },
    forwarder(options = {}) {
      const forwarder = createForwarder({
        db: database.db,
        log: store,
        clock,
        ids: systemIds,
        logger,
        metrics: { delivered: () => undefined, failed: () => undefined },
        openSender: (lease) => dependencies.openSender(lease.destination, lease.secret),
        ...options,
        timing: {
          pollMs: 5,
          idleMs: 5,
          checkMs: 0,
          leaseMs: 30_000,
          backoff: { firstMs: 5, longestMs: 40 },
          ...options.timing,
        },
      });
      forwarders.push(forwarder);
      forwarder.start();
      return forwarder;
    },
    impatient(isSo) {
      timeoutMs = isSo ? 300 : patientMs;
    },
    async close() {
      await Promise.all(forwarders.map((forwarder) => forwarder.stop(0)));
      await store.close();
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Longer than a busy machine needs. */
const patientMs = 15_000;

let certificate: Promise<TestCertificate> | undefined;

/** A receiver of the given kind. Files are received by looking into the folder. */
export async function startReceiver(kind: DestinationKind, fileDir: string): Promise<Receiver> {
  certificate ??= makeCertificate();
  const tls = await certificate;
  switch (kind) {
    case 'webhook':
      return httpReceiver(
        tls,
        (url) => ({ kind, url, caCertificate: tls.cert }),
        null,
        (body) => JSON.parse(body).data.events.map((event: AuditEvent) => event.id),
      );
    case 'splunk-hec':
      return httpReceiver(
        tls,
        (url) => ({ kind, url, index: null, sourcetype: 'sekisho', caCertificate: tls.cert }),
        'token',
        (body) => body.split('\n').map((line) => JSON.parse(line).event.id),
      );
    case 's3':
      return s3Receiver();
    case 'syslog':
      return syslogReceiver(tls);
    case 'file':
      return fileReceiver(fileDir);
  }
}

async function httpReceiver(
  tls: TestCertificate,
  settingsOf: (url: string) => DestinationSettings,
  secret: string | null,
  idsIn: (body: string) => string[],
): Promise<Receiver> {
  const http = await startHttpReceiver({ tls });
  const taken: string[] = [];
  let trouble: Parameters<Receiver['trouble']>[0] = null;
  const behaviour: Behaviour = (request) => {
    if (trouble === 'error-500') return { status: 500, body: 'disk full' };
    if (trouble === 'error-429') return { status: 429, headers: { 'Retry-After': '0' } };
    if (trouble === 'silence') return 'silence';
    taken.push(...idsIn(request.body));
    return trouble === 'taken-but-silent' ? 'reset' : { status: 200 };
  };
  http.behave(behaviour);
  return {
    settings: settingsOf(http.url),
    secret,
    received: async () => [...taken],
    attempts: () => http.requests.length,
    down: () => http.stop(),
    up: () => http.start(),
    trouble: (kind) => {
      trouble = kind;
    },
    stop: () => http.stop(),
  };
}

async function s3Receiver(): Promise<Receiver> {
  const credentials: S3Credentials = {
    bucket: 'audit',
    region: 'ap-northeast-1',
    accessKeyId: 'AKIAEXAMPLE',
    secretAccessKey: 'secret-access-key',
  };
  const store = await startS3Receiver(credentials);
  return {
    settings: {
      kind: 's3',
      endpoint: store.http.url,
      region: credentials.region,
      bucket: credentials.bucket,
      prefix: '',
      accessKeyId: credentials.accessKeyId,
      pathStyle: true,
      caCertificate: null,
    },
    secret: credentials.secretAccessKey,
    received: async () => store.lines().map((line) => JSON.parse(line).id),
    attempts: () => store.http.requests.length,
    down: () => store.http.stop(),
    up: () => store.http.start(),
    trouble: (kind) => {
      if (kind === null) store.behave(null);
      else if (kind === 'error-500') store.behave({ status: 500, body: '<Error><Code>InternalError</Code></Error>' });
      else if (kind === 'error-429') store.behave({ status: 429, headers: { 'Retry-After': '0' } });
      else if (kind === 'silence') store.behave('silence');
      else store.behave('reset', true);
    },
    stop: () => store.http.stop(),
  };
}

async function syslogReceiver(tls: TestCertificate): Promise<Receiver> {
  const receiver = await startSyslogReceiver(tls);
  return {
    settings: { kind: 'syslog', host: 'localhost', port: receiver.port, caCertificate: tls.cert },
    secret: null,
    received: async () => receiver.messages.map((message) => JSON.parse(message.slice(message.indexOf('{'))).id),
    attempts: () => receiver.connections(),
    down: () => receiver.stop(),
    up: () => receiver.start(),
    trouble: (kind) => {
      // Syslog has no answers, so every refusal looks the same.
      if (kind === null) receiver.behave('take');
      else receiver.behave(kind === 'silence' || kind === 'taken-but-silent' ? 'silence' : 'reset');
    },
    stop: () => receiver.stop(),
  };
}

async function fileReceiver(fileDir: string): Promise<Receiver> {
  const folder = `siem-${randomBytes(4).toString('hex')}`;
  return {
    settings: { kind: 'file', folder },
    secret: null,
    async received() {
      const ids: string[] = [];
      const found = await readdir(fileDir, { recursive: true }).catch(() => []);
      for (const path of found.filter((each) => each.includes(`/${folder}/`) && each.endsWith('.ndjson')).sort()) {
        const text = await readFile(join(fileDir, path), 'utf8');
        ids.push(...text.split('\n').flatMap((line) => (line.endsWith('}') ? [String(JSON.parse(line).id)] : [])));
      }
      return ids;
    },
    attempts: () => 0,
    // A file in the place of the folder: root may write wherever permissions would stop others.
    async down() {
      await rename(fileDir, `${fileDir}.away`).catch(() => undefined);
      await writeFile(fileDir, '');
    },
    async up() {
      await rm(fileDir);
      await rename(`${fileDir}.away`, fileDir).catch(() => undefined);
    },
    trouble: () => undefined,
    stop: async () => undefined,
  };
}
