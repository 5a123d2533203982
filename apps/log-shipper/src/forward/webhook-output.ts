import { createHash, createHmac } from 'node:crypto';
import type { AuditEvent } from '@sekisho/audit-events';
import { backoffMs, pause, retryAfterMs } from '../deliver/backoff.ts';
import { DeliveryAborted, DeliveryImpossible } from '../deliver/sender.ts';
import type { ForwardOutput } from './forward.ts';

/** Whether a text is a signing secret as Standard Webhooks has it: `whsec_` and 24 to 64 bytes in Base64. */
export function isWebhookSecret(text: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  const { length } = Buffer.from(encoded ?? '', 'base64');
  return length >= 24 && length <= 64;
}

/**
 * Posts batches to a webhook, signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`,
 * `webhook-signature`), until it answers 2xx. The id is the same for the same events, so that a receiver can tell a
 * repetition. A refusal that will not pass (4xx) ends the command; the batch comes again when it is started again.
 */
export function webhookOutput(options: {
  readonly url: string;
  /** `whsec_` and Base64. */
  readonly secret: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onRetry: (retry: { reason: string; attempt: number; waitMs: number }) => void;
}): ForwardOutput {
  const { signal } = options;
  const key = Buffer.from(options.secret.replace(/^whsec_/, ''), 'base64');

  async function attempt(events: readonly AuditEvent[]): Promise<Response> {
    const time = options.now();
    const id = `msg_${createHash('sha256')
      .update(events.map((event) => event.id).join())
      .digest('base64url')
      .slice(0, 32)}`;
    const timestamp = String(Math.floor(time.getTime() / 1000));
    const data = {
      organisationId: events[0]?.organisationId,
      events: events.map(({ organisationId: _, ...event }) => event),
    };
    const body = JSON.stringify({ type: 'audit-log.events', timestamp: time.toISOString(), data });
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    return fetch(options.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMs),
    });
  }

  return {
    write: async (events) => {
      for (let tries = 0; ; tries += 1) {
        if (signal.aborted) throw new DeliveryAborted();
        let failure: { reason: string; waitMs: number };
        try {
          const response = await attempt(events);
          const text = await response.text();
          if (response.ok) return;
          if (response.status < 500 && ![408, 425, 429].includes(response.status)) {
            throw new DeliveryImpossible(response.status, text.slice(0, 300), 'webhook');
          }
          const waitMs = retryAfterMs(response.headers.get('Retry-After'), options.now()) ?? backoffMs(tries);
          failure = { reason: `HTTP ${response.status}`, waitMs };
        } catch (error) {
          if (error instanceof DeliveryImpossible) throw error;
          const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
          failure = { reason: cause instanceof Error ? cause.message : String(cause), waitMs: backoffMs(tries) };
        }
        options.onRetry({ ...failure, attempt: tries + 1 });
        await pause(failure.waitMs, signal);
      }
    },
  };
}
