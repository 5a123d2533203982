import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { S3Settings } from '@sekisho/domain';
import type { Clock } from '@sekisho/platform';
import { AwsV4Signer } from 'aws4fetch';
import type { EventBatch, Sender } from '../delivery.ts';
import type { HttpClient } from '../net/http-exchange.ts';
import { eventJson } from '../wire/event-json.ts';

const compress = promisify(gzip);

/**
 * S3 and what speaks like it: one object of gzipped NDJSON a batch, signed by AWS Signature Version 4. The key follows
 * from the first event of the batch, and the first event not yet confirmed is the same in every attempt: what a lost
 * answer left behind is overwritten, never doubled.
 */
export function createS3Sender(
  http: HttpClient,
  settings: S3Settings,
  options: { readonly secretAccessKey: string; readonly clock: Clock },
): Sender {
  return {
    batchSize: 2_000,
    // Every batch is an object, and stores charge for each.
    gatherMs: 60_000,
    async send(batch, signal) {
      const key = keyOf(batch, settings.prefix);
      const body = await compress(`${batch.events.map(({ event }) => eventJson(event)).join('\n')}\n`);
      const signed = await new AwsV4Signer({
        method: 'PUT',
        url: addressOf(settings, key),
        headers: {
          'Content-Type': 'application/x-ndjson',
          'Content-Encoding': 'gzip',
          // Buckets with object lock insist on it.
          'Content-MD5': createHash('md5').update(body).digest('base64'),
          'X-Amz-Content-Sha256': createHash('sha256').update(body).digest('hex'),
        },
        body,
        accessKeyId: settings.accessKeyId,
        secretAccessKey: options.secretAccessKey,
        service: 's3',
        region: settings.region,
        datetime: options.clock
          .now()
          .toISOString()
          .replace(/[:-]|\.\d{3}/g, ''),
      }).sign();
      const { host: _host, ...headers } = Object.fromEntries(signed.headers.entries());
      await http.exchange({ method: 'PUT', url: signed.url.href, headers, body }, signal);
      return {
        answer: {
          ja: `${settings.bucket} に ${key} を書き込みました。`,
          en: `${key} was written to ${settings.bucket}.`,
        },
      };
    },
    async close() {
      http.close();
    },
  };
}

/** What a store says in its XML: `<Error><Code>AccessDenied</Code><Message>…</Message></Error>`. */
export function s3Excerpt(text: string): string {
  const code = /<Code>([^<]{1,100})<\/Code>/.exec(text)?.[1];
  const message = /<Message>([^<]{1,300})<\/Message>/.exec(text)?.[1];
  return code === undefined ? text : `${code}${message === undefined ? '' : ` (${message})`}`;
}

function addressOf(settings: S3Settings, key: string): string {
  const url = new URL(settings.endpoint);
  const root = url.pathname.replace(/\/+$/, '');
  if (settings.pathStyle) {
    url.pathname = `${root}/${settings.bucket}/${key}`;
  } else {
    url.hostname = `${settings.bucket}.${url.hostname}`;
    url.pathname = `${root}/${key}`;
  }
  return url.href;
}

/** `2026/11/20/05/20261120T051501123Z-<id>.ndjson.gz`: in the order of storing, and foldable by day and hour. */
function keyOf({ organisationId, events }: EventBatch, prefix: string): string {
  const [{ event, storedAt }] = events;
  const iso = storedAt.toISOString();
  const folder = `${iso.slice(0, 10).replaceAll('-', '/')}/${iso.slice(11, 13)}`;
  return `${prefix}${organisationId}/${folder}/${iso.replace(/[:.-]/g, '')}-${event.id}.ndjson.gz`;
}
