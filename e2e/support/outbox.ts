import { until } from './until.ts';

/** How many audit events wait for delivery, from the gateway's metrics. */
export async function outboxBacklog(baseUrl: string): Promise<number> {
  const response = await fetch(`${baseUrl}/metrics`);
  const backlog = /^sekisho_outbox_backlog(?:\{[^}]*\})? (\S+)$/m.exec(await response.text())?.[1];
  if (!response.ok || backlog === undefined) throw new Error(`${baseUrl}/metrics does not tell the backlog`);
  return Number(backlog);
}

export async function waitForEmptyOutbox(baseUrl: string, timeoutMs = 60_000): Promise<void> {
  await until(
    'the outbox to be empty',
    async () => ((await outboxBacklog(baseUrl)) === 0 ? true : undefined),
    timeoutMs,
    100,
  );
}
