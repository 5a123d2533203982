import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { SplunkHecSettings } from '@sekisho/domain';
import type { EventBatch, Sender } from '../delivery.ts';
import type { HttpClient } from '../net/http-exchange.ts';
import { eventJson } from '../wire/event-json.ts';

const compress = promisify(gzip);

/**
 * Splunk's HTTP Event Collector: a POST of concatenated event objects, gzipped. `host` is where events come from as
 * Splunk shows it. Acknowledgement by indexer (`ackId`) is not waited for: the collector's 200 means that it has the
 * events in its queue.
 */
export function createSplunkSender(
  http: HttpClient,
  settings: SplunkHecSettings,
  options: { readonly token: string; readonly host: string },
): Sender {
  const url = collectorAddress(settings.url);
  return {
    batchSize: 500,
    gatherMs: 0,
    async send(batch, signal) {
      const { text } = await http.exchange(
        {
          method: 'POST',
          url,
          headers: {
            Authorization: `Splunk ${options.token}`,
            'Content-Type': 'application/json; charset=utf-8',
            'Content-Encoding': 'gzip',
          },
          body: await compress(bodyOf(batch, settings, options.host)),
        },
        signal,
      );
      const said = collectorSays(text);
      return {
        answer: { ja: `Splunk が受け取りました${said}`, en: `Splunk accepted the event${said}` },
      };
    },
    async close() {
      http.close();
    },
  };
}

/** What the collector says in its JSON: `{"text":"Invalid token","code":4}`. */
export function splunkExcerpt(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null && 'text' in answer) return String(answer.text);
  } catch {
    // Not the collector, but something before it.
  }
  return text;
}

function collectorSays(text: string): string {
  const words = splunkExcerpt(text).trim();
  return words === '' ? '' : `: ${words.slice(0, 100)}`;
}

function collectorAddress(text: string): string {
  const url = new URL(text);
  if (url.pathname === '/') url.pathname = '/services/collector/event';
  return url.href;
}

function bodyOf({ events }: EventBatch, settings: SplunkHecSettings, host: string): string {
  return events
    .map(({ event }) => {
      const metadata = JSON.stringify({
        time: Date.parse(event.occurredAt) / 1000,
        host,
        source: 'sekisho',
        sourcetype: settings.sourcetype,
        ...(settings.index === null ? {} : { index: settings.index }),
      });
      return `${metadata.slice(0, -1)},"event":${eventJson(event)}}`;
    })
    .join('\n');
}
