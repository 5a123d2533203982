import type { Relay } from '@sekisho/application';
import type { Logger } from '@sekisho/platform';

/** The relay as a process runs it. */
export interface RelayJob {
  start(): void;
  /**
   * Settles the batch under way and delivers what is left, for at most `timeoutMs`. Whatever is then still in the
   * outbox is safe there, and the next start delivers it.
   */
  stop(timeoutMs: number): Promise<void>;
}

export function createRelayJob(relay: Relay, logger: Logger): RelayJob {
  return {
    start: () => relay.start(),
    async stop(timeoutMs) {
      const endAt = performance.now() + timeoutMs;
      const drained = relay.stop().then(() => relay.drain(Math.max(0, endAt - performance.now())));
      let timer: NodeJS.Timeout | undefined;
      // A store that hangs would hold the stop up for as long as one delivery may take.
      const timeUp = new Promise<false>((resolve) => {
        timer = setTimeout(() => resolve(false), timeoutMs);
      });
      const empty = await Promise.race([drained, timeUp]);
      clearTimeout(timer);
      if (empty) logger.info('outbox drained');
      else logger.warn('outbox not drained; the next start delivers the rest');
    },
  };
}
