import { RetryLaterError } from '@sekisho/application';
import type { Clock } from '@sekisho/platform';

/**
 * A token bucket a connection: `burst` requests at once, `perSecond` sustained. In this process only; a deployment with
 * several gateways allows as many times as much, which still bounds it.
 */
export class RateLimiter {
  readonly #buckets = new Map<string, { tokens: number; filledAt: number }>();
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;

  constructor(clock: Clock, rate: { readonly perSecond: number; readonly burst: number }) {
    this.#clock = clock;
    this.#perSecond = rate.perSecond;
    this.#burst = rate.burst;
  }

  /** Takes one request off the connection's bucket, or throws 429 with the whole seconds until the next one. */
  take(connectionId: string): void {
    const now = this.#clock.now().getTime();
    let bucket = this.#buckets.get(connectionId);
    if (bucket === undefined) {
      bucket = { tokens: this.#burst, filledAt: now };
      this.#buckets.set(connectionId, bucket);
    }
    const elapsed = Math.max(0, now - bucket.filledAt) / 1000;
    bucket.tokens = Math.min(this.#burst, bucket.tokens + elapsed * this.#perSecond);
    bucket.filledAt = now;
    if (bucket.tokens < 1) {
      throw new RetryLaterError(429, (1 - bucket.tokens) / this.#perSecond, {
        ja: `リクエストが多すぎます（1 秒あたり ${this.#perSecond} 件まで）。Retry-After の秒数だけ待ってから再送してください。`,
        en: `Too many requests: ${this.#perSecond} a second are allowed. Send it again after Retry-After seconds.`,
      });
    }
    bucket.tokens -= 1;
  }
}
