import type { Destination } from '@sekisho/domain';
import type { Clock } from '@sekisho/platform';
import { DeliveryFailed, type Sender } from './delivery.ts';
import { createFileSender } from './file/file-sender.ts';
import type { AddressGuard } from './net/address-guard.ts';
import { createHttpClient, type HttpClient } from './net/http-exchange.ts';
import { createS3Sender, s3Excerpt } from './s3/s3-sender.ts';
import { createSplunkSender, splunkExcerpt } from './splunk/splunk-sender.ts';
import { createSyslogSender } from './syslog/syslog-sender.ts';
import { createWebhookSender } from './webhook/webhook-sender.ts';

/** What every sender stands on. */
export interface SenderOptions {
  readonly guard: AddressGuard;
  readonly clock: Clock;
  /** Below it files are written; undefined: none are. Absolute. */
  readonly fileDir: string | undefined;
  /** How receivers know this installation: a host name. */
  readonly hostname: string;
  /** How long one delivery may take, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
}

/** The sender for a destination; `secret` is its secret in clear, null where it has none. Throws {@link DeliveryFailed}. */
export function createSender(
  destination: Pick<Destination, 'organisationId' | 'settings'>,
  secret: string | null,
  options: SenderOptions,
): Sender {
  const { settings, organisationId } = destination;
  const { guard, clock, hostname } = options;
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const http = (caCertificate: string | null, excerpt?: (text: string) => string): HttpClient =>
    createHttpClient({ guard, timeoutMs, caCertificate, ...(excerpt === undefined ? {} : { excerpt }) });
  switch (settings.kind) {
    case 'webhook':
      return createWebhookSender(http(settings.caCertificate), { url: settings.url, secret: required(secret) }, clock);
    case 'splunk-hec':
      return createSplunkSender(http(settings.caCertificate, splunkExcerpt), settings, {
        token: required(secret),
        host: hostname,
      });
    case 's3':
      return createS3Sender(http(settings.caCertificate, s3Excerpt), settings, {
        secretAccessKey: required(secret),
        clock,
      });
    case 'syslog':
      return createSyslogSender(settings, { guard, timeoutMs, hostname });
    case 'file':
      if (options.fileDir === undefined) {
        throw new DeliveryFailed('misconfigured', {
          ja: 'このサーバーではファイルへの転送が許可されていません。運用者に FORWARD_FILE_DIR の設定を依頼してください。',
          en: 'Forwarding to files is not allowed here. Ask the operator to set FORWARD_FILE_DIR.',
        });
      }
      return createFileSender({ root: options.fileDir, organisationId, folder: settings.folder });
  }
}

/** Of one delivery. Leases of destinations are longer. */
export const defaultTimeoutMs = 30_000;

function required(secret: string | null): string {
  if (secret !== null) return secret;
  throw new DeliveryFailed('misconfigured', {
    ja: '転送先の秘密情報がありません。もう一度登録してください。',
    en: 'The secret of the destination is missing. Register it again.',
  });
}
