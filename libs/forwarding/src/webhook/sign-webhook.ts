import { createHmac } from 'node:crypto';

/**
 * The headers that prove a message is ours and new (Standard Webhooks 1.0, symmetric `v1`): an HMAC-SHA256 over id,
 * time of this attempt and body. The id is the same in every attempt.
 */
export function signWebhook(
  secret: string,
  message: { readonly id: string; readonly sentAt: Date; readonly body: string },
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(message.sentAt.getTime() / 1000));
  const signature = createHmac('sha256', keyOf(secret))
    .update(`${message.id}.${timestamp}.${message.body}`)
    .digest('base64');
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** Whether a text is a signing secret as the specification has it: `whsec_` and 24 to 64 bytes in base64. */
export function isWebhookSecret(text: string): boolean {
  const encoded = text.startsWith(prefix) ? text.slice(prefix.length) : '';
  const bytes = Buffer.from(encoded, 'base64');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) && bytes.length >= 24 && bytes.length <= 64;
}

/** A signing secret from fresh randomness of 32 bytes. */
export function webhookSecretOf(randomness: Buffer): string {
  return `${prefix}${randomness.toString('base64')}`;
}

const prefix = 'whsec_';

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), 'base64');
}
