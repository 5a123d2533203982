import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { type Dependency, healthRouter } from './health.ts';
import { type Listener, listen } from './listener.ts';
import { createMetrics } from './metrics.ts';

let listener: Listener | undefined;
afterEach(async () => listener?.stop(new Date()));

async function serve(dependencies: readonly Dependency[], stopping = false): Promise<string> {
  const app = express();
  const metrics = createMetrics();
  metrics.gauge('sekisho_outbox_backlog', 'Events waiting.', async () => 7);
  metrics.gauge('sekisho_broken', 'Never readable.', async () => {
    throw new Error('no');
  });
  app.use(healthRouter({ dependencies, metrics, isStopping: () => stopping }));
  listener = await listen(app, { host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${listener.port}`;
}

const up = (name: string, required: boolean): Dependency => ({ name, required, check: async () => undefined });
const down = (name: string, required: boolean): Dependency => ({
  name,
  required,
  check: async () => {
    throw new Error('away');
  },
});

describe('readiness', () => {
  it.each([
    ['everything answers', [up('postgresql', true), up('clickhouse', false)], false, 200, 'ok'],
    [
      'ClickHouse is away: the outbox holds the events',
      [up('postgresql', true), down('clickhouse', false)],
      false,
      200,
      'degraded',
    ],
    ['PostgreSQL is away', [down('postgresql', true), up('clickhouse', false)], false, 503, 'down'],
    ['the process is stopping', [up('postgresql', true)], true, 503, 'stopping'],
  ] as const)('%s', async (_sentence, dependencies, stopping, status, word) => {
    const base = await serve(dependencies, stopping);
    const response = await fetch(`${base}/readyz`);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status: word });
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });
});

describe('metrics', () => {
  it('shows what can be read and survives what cannot', async () => {
    const base = await serve([]);
    const page = await (await fetch(`${base}/metrics`)).text();
    expect(page).toContain('sekisho_outbox_backlog 7');
    expect(page).not.toMatch(/^sekisho_broken \d/m);
  });
});
