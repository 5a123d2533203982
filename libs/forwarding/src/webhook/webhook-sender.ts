import { createHash } from 'node:crypto';
import type { Clock } from '@sekisho/platform';
import type { EventBatch, Receipt, Sender } from '../delivery.ts';
import type { HttpClient } from '../net/http-exchange.ts';
import { shorten } from '../net/http-exchange.ts';
import { eventJson } from '../wire/event-json.ts';
import { signWebhook } from './sign-webhook.ts';

/** One signed message to a webhook. */
export interface WebhookMessage {
  /** The same in every attempt: receivers drop what they have seen. */
  readonly id: string;
  /** What it is about, e.g. `audit-log.events`. */
  readonly type: string;
  /** When it came to be. */
  readonly timestamp: Date;
  /** JSON text. */
  readonly data: string;
}

/** Posts a message as Standard Webhooks describe it. Throws `DeliveryFailed`. */
export async function postWebhook(
  http: HttpClient,
  target: { readonly url: string; readonly secret: string },
  message: WebhookMessage,
  clock: Clock,
  signal: AbortSignal,
): Promise<Receipt> {
  const { type, timestamp } = message;
  const head = JSON.stringify({ type, timestamp: timestamp.toISOString() });
  const body = `${head.slice(0, -1)},"data":${message.data}}`;
  const { status, text } = await http.exchange(
    {
      method: 'POST',
      url: target.url,
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        ...signWebhook(target.secret, { id: message.id, sentAt: clock.now(), body }),
      },
      body: Buffer.from(body, 'utf8'),
    },
    signal,
  );
  const said = text === '' ? '' : `: ${shorten(text)}`;
  return { answer: { ja: `HTTP ${status} で受け取られました${said}`, en: `Accepted with HTTP ${status}${said}` } };
}

/** Sends up to a hundred events a message; its id follows from theirs. */
export function createWebhookSender(
  http: HttpClient,
  target: { readonly url: string; readonly secret: string },
  clock: Clock,
): Sender {
  return {
    batchSize: 100,
    gatherMs: 0,
    send: (batch, signal) => postWebhook(http, target, messageOf(batch), clock, signal),
    async close() {
      http.close();
    },
  };
}

function messageOf({ organisationId, events }: EventBatch): WebhookMessage {
  const digest = createHash('sha256').update(organisationId);
  for (const { event } of events) digest.update(event.id);
  const [first] = events;
  return {
    id: `msg_${digest.digest('base64url').slice(0, 32)}`,
    type: 'audit-log.events',
    timestamp: first.storedAt,
    data: `{"organisationId":${JSON.stringify(organisationId)},"events":[${events.map(({ event }) => eventJson(event)).join(',')}]}`,
  };
}
