import { Router } from 'express';
import type { Metrics } from './metrics.ts';

/** Something the gateway stands on. */
export interface Dependency {
  readonly name: string;
  /** Without it the gateway can't answer; otherwise it is only degraded (the outbox holds events while ClickHouse is away). */
  readonly required: boolean;
  /** Rejects when it does not answer. */
  readonly check: () => Promise<void>;
}

const checkTimeoutMs = 2_000;

/**
 * `/healthz`: the process is alive. `/readyz`: it can do its work (200, also when degraded) or should get no traffic (503).
 * `/metrics`: Prometheus. None of them tells anything about a tenant.
 */
export function healthRouter(options: {
  dependencies: readonly Dependency[];
  metrics: Metrics;
  isStopping: () => boolean;
}): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const checks = await Promise.all(options.dependencies.map(checkOne));
    const down = checks.some((check) => check.required && check.status === 'down');
    const degraded = checks.some((check) => check.status === 'down');
    const status = options.isStopping() ? 'stopping' : down ? 'down' : degraded ? 'degraded' : 'ok';
    response.status(status === 'down' || status === 'stopping' ? 503 : 200).json({
      status,
      dependencies: Object.fromEntries(checks.map((check) => [check.name, check.status])),
    });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(options.metrics.registry.contentType).send(await options.metrics.registry.metrics());
  });
  return router;
}

async function checkOne(dependency: Dependency): Promise<{ name: string; required: boolean; status: 'up' | 'down' }> {
  const { name, required } = dependency;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} did not answer in ${checkTimeoutMs} ms`)), checkTimeoutMs);
  });
  try {
    await Promise.race([dependency.check(), timeout]);
    return { name, required, status: 'up' };
  } catch {
    return { name, required, status: 'down' };
  } finally {
    clearTimeout(timer);
  }
}
