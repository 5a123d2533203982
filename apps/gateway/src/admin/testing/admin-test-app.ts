import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminOperationId, type AdminOperations, adminOperations, type ResponseOf } from '@sekisho/api-contract';
import {
  actorOfMember,
  createOrganisation,
  hashPassword,
  issueApiKey,
  openDestination,
  type TxtResolver,
} from '@sekisho/application';
import { type AuditEvent, catalogue } from '@sekisho/audit-events';
import { defaultSessionLifetime, type Member, type Organisation, type Permission, permissions } from '@sekisho/domain';
import { createAddressGuard, type SenderOptions } from '@sekisho/forwarding';
import { createLogger, systemIds } from '@sekisho/platform';
import type { IdentityProvider } from '@sekisho/provider-kit';
import { writePasswordHash } from '@sekisho/storage';
import { createTestDatabase, insertTestMember, type TestDatabase } from '@sekisho/storage/testing';
import express from 'express';
import { createExportFolder } from '../../audit/exports/export-folder.ts';
import { createSealKey } from '../../audit/seals/seal-key.ts';
import { type Listener, listen } from '../../http/listener.ts';
import { requestId } from '../../http/request-context.ts';
import { type AdminRouterDependencies, adminRouter } from '../admin-router.ts';
import { createRequestLimiter } from '../request-limiter.ts';
import { absentAuditStore } from './absent-audit-store.ts';

/** The admin API on a real database and a real port, with a clock and name server that tests move. */

export const operatorKey = 'operator-key-of-this-test-and-no-other';
export const ownerPassword = 'correct horse battery staple';

export interface AdminTestApp {
  readonly baseUrl: string;
  readonly database: TestDatabase;
  readonly dependencies: AdminRouterDependencies;
  /** Move it to move everybody's time. */
  readonly clock: { now(): Date; advance(milliseconds: number): void };
  /** TXT records by name; null is a name server that does not answer. */
  readonly dns: Map<string, readonly string[] | null>;
  /** A tenant with an owner, its verified domain, and nothing else. */
  createTenant(): Promise<Tenant>;
  /** Calls by operation id, validates the reply against its schema (the app does), and returns what came. */
  call<Id extends AdminOperationId>(id: Id, input?: CallInput): Promise<Reply<Id>>;
  /** The audit events of an organisation, in the order they were written. */
  eventsOf(organisationId: string): Promise<AuditEvent[]>;
  close(): Promise<void>;
}

export interface Tenant {
  readonly organisation: Organisation;
  readonly owner: Member;
  readonly domain: string;
  /** A key with the given rights; default: all of an owner's, the audit log included. */
  key(scopes?: readonly Permission[]): Promise<Credentials>;
  /** Stores an active managed account with a password of its own. */
  addMember(overrides?: Partial<Member>): Promise<Member>;
  /** Signs a member in by password. */
  signIn(member?: Member): Promise<Credentials>;
}

export type Credentials = Readonly<Record<string, string>>;

export interface CallInput {
  readonly as?: Credentials;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply<Id extends AdminOperationId> {
  readonly status: number;
  readonly headers: Headers;
  /** The reply of success; of a refusal, read {@link Reply.problem}. */
  readonly body: ResponseOf<AdminOperations[Id]>;
  readonly problem: { code: string; detail: string; [member: string]: unknown };
}

const provider: IdentityProvider = {
  id: 'test-idp',
  displayName: { ja: 'テスト IdP', en: 'Test IdP' },
  setupGuide: {
    steps: [
      {
        title: { ja: '接続する', en: 'Connect' },
        body: { ja: '値を貼り付けます。', en: 'Paste the values.' },
        copy: ['scimBaseUrl', 'scimToken'],
      },
    ],
  },
};

export async function startAdminTestApp(overrides: Partial<AdminRouterDependencies> = {}): Promise<AdminTestApp> {
  const database = await createTestDatabase();
  let now = new Date('2026-06-01T00:00:00.000Z').getTime();
  const clock = {
    now: () => new Date(now),
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const dns = new Map<string, readonly string[] | null>();
  const resolver: TxtResolver = {
    resolveTxt: async (name) => {
      const records = dns.get(name);
      return records === undefined ? [] : records;
    },
  };
  const app = express();
  app.use(requestId(systemIds));
  const listener: Listener = await listen(app, { host: '127.0.0.1', port: 0 });
  const baseUrl = `http://127.0.0.1:${listener.port}`;
  const secretKey = randomBytes(32);
  const senders: SenderOptions = {
    guard: createAddressGuard({ allowPrivate: true }),
    clock,
    fileDir: undefined,
    hostname: 'sekisho.test',
  };
  const dependencies: AdminRouterDependencies = {
    db: database.db,
    auditStore: absentAuditStore(),
    accessLog: absentAuditStore().accessLog,
    catalogue,
    exportFolder: createExportFolder(join(tmpdir(), `sekisho-exports-${randomUUID()}`)),
    secretKey,
    sealKey: createSealKey(),
    clock,
    ids: systemIds,
    logger: createLogger({ level: 'silent', service: 'test' }),
    publicUrl: baseUrl,
    operatorKey,
    providers: [provider],
    dns: resolver,
    sessionLifetime: defaultSessionLifetime,
    attemptLimits: { windowMs: 60_000, perAddress: 1_000, perAccount: 1_000, perAccountAndAddress: 1_000 },
    refusalFloorMs: 0,
    limiter: createRequestLimiter({ requests: 100_000, windowSeconds: 1 }),
    checkReplies: true,
    mailConfigured: false,
    forwarding: {
      db: database.db,
      clock,
      ids: systemIds,
      secretKey,
      policy: { allowPrivate: true, filesAllowed: false },
      openSender: (destination, secret) => openDestination(destination, secret, { ...senders, secretKey }),
    },
    ...overrides,
  };
  app.use('/admin/v1', adminRouter(dependencies));

  async function call<Id extends AdminOperationId>(id: Id, input: CallInput = {}): Promise<Reply<Id>> {
    const operation = adminOperations[id];
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(input.params?.[name] ?? ''),
    );
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(input.query ?? {})) query.set(name, String(value));
    const response = await fetch(`${baseUrl}/admin/v1${path}${query.size === 0 ? '' : `?${query}`}`, {
      method: operation.method.toUpperCase(),
      headers: {
        ...(input.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...input.as,
        ...input.headers,
      },
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    });
    const text = await response.text();
    const body = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, body, problem: body };
  }

  async function createTenant(): Promise<Tenant> {
    const label = systemIds.uuid().slice(-12);
    const domain = `${label}.example.co.jp`;
    const { organisation, owner } = await createOrganisation(
      dependencies,
      { kind: 'operator' },
      {
        name: `株式会社 ${label}`,
        timeZone: 'Asia/Tokyo',
        language: 'ja',
        emailDomainRule: 'verified',
        owner: { name: '契約 花子', email: `owner@${label}.example.net`, password: ownerPassword },
      },
    );
    await database.db
      .insertInto('email_domains')
      .values({
        organisation_id: organisation.id,
        name: domain,
        state: 'verified',
        proof: 'dns',
        challenge: 'challenge',
        verified_at: clock.now(),
        checked_at: clock.now(),
        created_at: clock.now(),
      })
      .execute();
    const actor = actorOfMember(owner, { ipAddress: null, userAgent: null });
    return {
      organisation,
      owner,
      domain,
      async key(scopes = permissions) {
        const { secret } = await issueApiKey(dependencies, { organisationId: organisation.id, actor }, permissions, {
          name: 'test',
          purpose: { kind: 'admin-api', scopes },
          expiresAt: null,
        });
        return { Authorization: `Bearer ${secret}` };
      },
      async addMember(given = {}) {
        const member = await insertTestMember(database.db, organisation, domain, given);
        const passwordHash = await hashPassword(ownerPassword);
        await database.db.transaction().execute((trx) => writePasswordHash(trx, member.id, passwordHash, clock.now()));
        return member;
      },
      async signIn(member = owner) {
        const reply = await call('signIn', { body: { email: member.email, password: ownerPassword } });
        if (reply.status !== 200) throw new Error(`sign-in of ${member.email} answered ${reply.status}`);
        return credentialsOf(reply);
      },
    };
  }

  return {
    baseUrl,
    database,
    dependencies,
    clock,
    dns,
    call,
    createTenant,
    async eventsOf(organisationId) {
      const rows = await database.db
        .selectFrom('outbox')
        .select('payload')
        .where('organisation_id', '=', organisationId)
        .orderBy('position')
        .execute();
      return rows.map((row) => row.payload);
    },
    async close() {
      await listener.stop(new Date());
      await database.close();
    },
  };
}

/** What a browser would send after this reply to a sign-in: the cookie, and the token that its page was told. */
export function credentialsOf(reply: Reply<'signIn' | 'completeFirstRun'>): Credentials {
  const cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return { Cookie: cookie, 'X-CSRF-Token': reply.body.csrfToken };
}
