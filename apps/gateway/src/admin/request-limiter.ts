import type { Request } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Principal } from '../http/principal.ts';
import { rateLimited } from './request-problem.ts';

/**
 * Bounds how much one caller asks of the admin API. Counted in this process: it protects the gateway from a caller that
 * runs wild, and needs no database for that. Password guessing is bounded elsewhere, across gateways.
 */
export interface RequestLimiter {
  /** Counts the request; throws the refusal (429) when the caller has had its share. */
  admit(principal: Principal | null, request: Request): Promise<void>;
}

export interface RequestLimits {
  /** Requests a window from one session, key or, without either, address. */
  readonly requests: number;
  readonly windowSeconds: number;
}

export const defaultRequestLimits: RequestLimits = { requests: 1000, windowSeconds: 10 };

export function createRequestLimiter(limits: RequestLimits = defaultRequestLimits): RequestLimiter {
  const limiter = new RateLimiterMemory({ points: limits.requests, duration: limits.windowSeconds });
  return {
    async admit(principal, request) {
      try {
        await limiter.consume(keyOf(principal, request));
      } catch (error) {
        if (error instanceof RateLimiterRes) throw rateLimited(error.msBeforeNext / 1000);
        throw error;
      }
    },
  };
}

function keyOf(principal: Principal | null, request: Request): string {
  switch (principal?.kind) {
    case 'session':
      return `account:${principal.member.id}`;
    case 'api-key':
      return `key:${principal.keyId}`;
    case 'operator':
      return 'operator';
    case undefined:
      return `address:${request.ip ?? ''}`;
  }
}
