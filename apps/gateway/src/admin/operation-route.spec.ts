import { empty, file, json, operations } from '@sekisho/api-contract';
import { AuditStoreUnavailable } from '@sekisho/audit-store';
import { createLogger, systemClock } from '@sekisho/platform';
import { createDatabase } from '@sekisho/storage';
import express from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type Listener, listen } from '../http/listener.ts';
import type { FileReply } from './operation-handler.ts';
import { operationRouter } from './operation-route.ts';
import { answerProblems } from './problem-response.ts';
import { createRequestLimiter } from './request-limiter.ts';

/** Operations of the test's own: what every route does, whatever it is about. Public, so that no database is asked. */
const group = operations({
  download: {
    method: 'get',
    path: '/file',
    tag: 'audit-log',
    summary: { ja: 'ファイル', en: 'File' },
    permission: 'public',
    response: file('text/csv; charset=utf-8'),
    status: 200,
    errors: [],
  },
  lie: {
    method: 'get',
    path: '/lie',
    tag: 'audit-log',
    summary: { ja: '嘘', en: 'Lie' },
    permission: 'public',
    response: json(z.object({ count: z.number() })),
    status: 200,
    errors: [],
  },
  nothing: {
    method: 'delete',
    path: '/nothing',
    tag: 'audit-log',
    summary: { ja: '空', en: 'Nothing' },
    permission: 'public',
    response: empty,
    status: 204,
    errors: [],
  },
});

let listener: Listener | undefined;
afterEach(async () => listener?.stop(new Date()));

async function serve(body: () => AsyncIterable<Uint8Array>): Promise<string> {
  const logger = createLogger({ level: 'silent', service: 'test' });
  const dependencies = {
    db: createDatabase({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing', poolSize: 1, logger }),
    clock: systemClock,
    publicUrl: 'http://127.0.0.1',
    operatorKey: 'operator-key-of-this-test-and-no-other',
    limiter: createRequestLimiter(),
    checkReplies: true,
  };
  const app = express();
  app.use(
    operationRouter(dependencies, group, {
      download: async (): Promise<FileReply> => ({ fileName: '監査ログ.csv', body: body() }),
      lie: async () => ({ count: Number.NaN }),
      nothing: async () => undefined,
    }),
  );
  app.use(answerProblems(logger));
  listener = await listen(app, { host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${listener.port}`;
}

const chunk = new TextEncoder().encode('product,date\n');

describe('a file', () => {
  it('comes whole, with its name and type', async () => {
    const base = await serve(async function* () {
      yield chunk;
      yield chunk;
    });
    const response = await fetch(`${base}/file`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(decodeURIComponent(response.headers.get('content-disposition') ?? '')).toContain('監査ログ.csv');
    expect(await response.text()).toBe('product,date\nproduct,date\n');
  });

  it('that cannot be begun is a refusal like any other', async () => {
    // biome-ignore lint/correctness/useYield: it fails before there is anything to yield
    const base = await serve(async function* () {
      throw new AuditStoreUnavailable('away');
    });
    const response = await fetch(`${base}/file`);
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('content-disposition')).toBeNull();
  });

  it('that breaks off in the middle never looks whole', async () => {
    const base = await serve(async function* () {
      yield chunk;
      throw new AuditStoreUnavailable('away');
    });
    const response = await fetch(`${base}/file`).catch(() => null);
    await expect(response === null ? Promise.reject(new Error('cut')) : response.text()).rejects.toThrow();
  });

  it('whose reader leaves is not made any further', async () => {
    let ended = false;
    const base = await serve(async function* () {
      try {
        for (;;) {
          yield new Uint8Array(64 * 1024);
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        ended = true;
      }
    });
    const response = await fetch(`${base}/file`);
    await response.body?.cancel();
    await vi.waitFor(() => expect(ended).toBe(true));
  });
});

it('a reply that breaks its declaration is noticed', async () => {
  const base = await serve(async function* () {});
  expect((await fetch(`${base}/lie`)).status).toBe(500);
});

it('nothing is 204', async () => {
  const base = await serve(async function* () {});
  const response = await fetch(`${base}/nothing`, { method: 'DELETE' });
  expect([response.status, await response.text()]).toEqual([204, '']);
});
