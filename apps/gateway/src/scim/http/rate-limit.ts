import { RetryLaterError } from '@sekisho/application';
import type { Clock } from '@sekisho/platform';

/** 429: the connection has used up its burst. */
export class RateLimitedError extends RetryLaterError {
  /** The first refusal of its second: the others say nothing new to a log. */
  readonly first: boolean;

  constructor(perSecond: number, seconds: number, first: boolean) {
    super(429, seconds, {
      ja: `リクエストが多すぎます（1 秒あたり ${perSecond} 件まで）。Retry-After の秒数だけ待ってから再送してください。`,
      en: `Too many requests: ${perSecond} a second are allowed. Send it again after Retry-After seconds.`,
    });
    this.name = 'RateLimitedError';
    this.first = first;
  }
}

/**
 * A token bucket a connection: `burst` requests at once, `perSecond` sustained. In this process only; a deployment with
 * several gateways allows as many times as much, which still bounds it.
 */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
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
      bucket = { tokens: this.#burst, filledAt: now, refusedAt: 0 };
      this.#buckets.set(connectionId, bucket);
    }
    const elapsed = Math.max(0, now - bucket.filledAt) / 1000;
    bucket.tokens = Math.min(this.#burst, bucket.tokens + elapsed * this.#perSecond);
    bucket.filledAt = now;
    if (bucket.tokens < 1) {
      const first = now - bucket.refusedAt >= 1_000;
      if (first) bucket.refusedAt = now;
      throw new RateLimitedError(this.#perSecond, (1 - bucket.tokens) / this.#perSecond, first);
    }
    bucket.tokens -= 1;
  }
}

interface Bucket {
  tokens: number;
  /** Milliseconds since 1970. */
  filledAt: number;
  refusedAt: number;
}
