export * from './backoff.ts';
export * from './create-sender.ts';
export * from './delivery.ts';
export * from './mail/mailer.ts';
export {
  type AddressGuard,
  createAddressGuard,
  ForbiddenAddress,
  isInBlock,
  isPublicAddress,
  networkOf,
} from './net/address-guard.ts';
export { createHttpClient, type HttpClient } from './net/http-exchange.ts';
export { isWebhookSecret, webhookSecretOf } from './webhook/sign-webhook.ts';
export { postWebhook, type WebhookMessage } from './webhook/webhook-sender.ts';
