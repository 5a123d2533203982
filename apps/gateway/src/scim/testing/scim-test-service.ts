import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Organisation, VisibleUsers } from '@sekisho/domain';
import { type Clock, createLogger, hashToken, hintOf, systemIds } from '@sekisho/platform';
import type { JsonObject } from '@sekisho/provider-kit';
import {
  defaultProvisioningSettings,
  insertConnection,
  insertConnectionToken,
  writeProvisioningSettings,
} from '@sekisho/storage';
import { createTestDatabase, insertTestOrganisation, type TestDatabase } from '@sekisho/storage/testing';
import express from 'express';
import { providers } from '../../providers.ts';
import { createScimModule, type ScimDependencies, type ScimModule } from '../scim-module.ts';

/** SCIM as it is served, over real HTTP on a free port, on a database of the test's own. */
export interface ScimTestService {
  readonly database: TestDatabase;
  readonly clock: MovableClock;
  readonly scim: ScimModule;
  /** A connection with a token, in the organisation given or in a new one whose e-mail rule is waived. */
  connect(options?: {
    readonly providerId?: string;
    readonly organisation?: Organisation;
    readonly expiresAt?: Date;
    /** Absent: nobody has set it, and the connection reads its own Users. */
    readonly visibleUsers?: VisibleUsers;
  }): Promise<TestConnection>;
  /** A new organisation with the ordinary rule, and its verified domain. */
  organisation(): Promise<{ readonly organisation: Organisation; readonly domain: string }>;
  close(): Promise<void>;
}

/** The system's time, moved on by what a test says. */
export interface MovableClock extends Clock {
  advance(milliseconds: number): void;
}

export interface TestConnection {
  readonly id: string;
  readonly tokenId: string;
  readonly organisation: Organisation;
  readonly baseUrl: string;
  readonly token: string;
  /** Sends a request below the base URL; a body goes as `application/scim+json`. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestReply>;
}

export interface TestReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
}

export async function startScimTestService(options: Partial<ScimDependencies> = {}): Promise<ScimTestService> {
  const database = await createTestDatabase({ poolSize: 16 });
  const clock = movableClock();
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const publicUrl = `http://127.0.0.1:${portOf(server)}`;
  const scim = createScimModule({
    db: database.db,
    clock,
    ids: systemIds,
    logger: createLogger({ level: 'silent', service: 'test' }),
    providers,
    publicUrl,
    rateLimit: { perSecond: 1_000_000, burst: 1_000_000 },
    ...options,
  });
  app.use('/scim/v2', scim.listener);

  return {
    database,
    clock,
    scim,
    organisation: () => insertTestOrganisation(database.db),
    connect: async ({ providerId = 'generic-scim', organisation, expiresAt, visibleUsers } = {}) => {
      const owner =
        organisation ?? (await insertTestOrganisation(database.db, { emailDomainRule: 'waived' })).organisation;
      const id = systemIds.uuid();
      const token = systemIds.secret();
      const tokenId = systemIds.uuid();
      const now = new Date();
      await database.db.transaction().execute(async (trx) => {
        await insertConnection(trx, {
          id,
          organisationId: owner.id,
          providerId,
          name: `Test ${providerId}`,
          state: 'enabled',
          createdAt: now,
          updatedAt: now,
        });
        await insertConnectionToken(
          trx,
          owner.id,
          {
            id: tokenId,
            connectionId: id,
            hint: hintOf(token),
            createdAt: now,
            expiresAt: expiresAt ?? null,
            revokedAt: null,
            lastUsedAt: null,
          },
          hashToken(token),
        );
        if (visibleUsers === undefined) return;
        const place = { organisationId: owner.id, connectionId: id };
        await writeProvisioningSettings(trx, place, { ...defaultProvisioningSettings, visibleUsers }, now);
      });
      const baseUrl = `${publicUrl}/scim/v2/${id}`;
      return {
        id,
        tokenId,
        organisation: owner,
        baseUrl,
        token,
        send: (method, path, body, headers = {}) => send(`${baseUrl}${path}`, token, method, body, headers),
      };
    },
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await scim.stop();
      await database.close();
    },
  };
}

async function send(
  url: string,
  token: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<TestReply> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

function movableClock(): MovableClock {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    advance: (milliseconds) => {
      offset += milliseconds;
    },
  };
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo | null;
  return address?.port ?? 0;
}
