import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until the answer is not undefined. Throws after `timeoutMs`, saying what was waited for. */
export async function until<T>(
  waitedFor: string,
  ask: () => Promise<T | undefined>,
  timeoutMs = 60_000,
  everyMs = 25,
): Promise<T> {
  const giveUpAt = performance.now() + timeoutMs;
  let last: unknown;
  while (performance.now() < giveUpAt) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    await delay(everyMs);
  }
  throw new Error(`Waited ${timeoutMs} ms for ${waitedFor}`, { cause: last });
}
