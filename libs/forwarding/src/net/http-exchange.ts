import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LocalisedText } from '@sekisho/domain';
import { DeliveryFailed } from '../delivery.ts';
import type { AddressGuard } from './address-guard.ts';
import { explainNetworkError } from './explain-network-error.ts';
import { parseRetryAfter } from './retry-after.ts';

/**
 * One HTTP request to a receiver that somebody else chose: guarded addresses, no redirects, a bounded answer, and one
 * limit on the time of it all, so that a receiver that trickles can't hold us.
 */
export interface HttpClient {
  /** Throws {@link DeliveryFailed} for anything but an answer of 2xx. */
  exchange(request: HttpExchange, signal: AbortSignal): Promise<HttpAnswer>;
  close(): void;
}

export interface HttpExchange {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  /** The beginning of the body, as text. */
  readonly text: string;
}

export interface HttpClientOptions {
  readonly guard: AddressGuard;
  /** For connecting, sending and reading the answer together. */
  readonly timeoutMs: number;
  /** PEM; null: the well-known authorities. */
  readonly caCertificate: string | null;
  /** Finds the receiver's own words in the body of a refusal. Default: the body's beginning. */
  readonly excerpt?: (text: string) => string;
}

/** Keeps one connection open between exchanges. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { guard, timeoutMs } = options;
  const pool = { keepAlive: true, maxSockets: 1 };
  const httpAgent = new HttpAgent(pool);
  const httpsAgent = new HttpsAgent({
    ...pool,
    ...(options.caCertificate === null ? {} : { ca: options.caCertificate }),
  });

  function open(exchange: HttpExchange, url: URL, signal: AbortSignal): ClientRequest {
    const shared = {
      method: exchange.method,
      headers: { 'User-Agent': 'Sekisho', ...exchange.headers, 'Content-Length': String(exchange.body.length) },
      lookup: guard.lookup,
      signal,
    };
    return url.protocol === 'https:'
      ? httpsRequest(url, { ...shared, agent: httpsAgent })
      : httpRequest(url, { ...shared, agent: httpAgent });
  }

  async function attempt(exchange: HttpExchange, url: URL, signal: AbortSignal): Promise<Received> {
    const request = open(exchange, url, signal);
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request.on('response', resolve).on('error', reject).end(exchange.body);
      });
      const text = await readStart(response);
      return { status: response.statusCode ?? 0, text, retryAfter: response.headers['retry-after'] };
    } catch (error) {
      // A connection kept open may have been closed by the receiver just now: then it has read nothing.
      if (request.reusedSocket && isReset(error)) return attempt(exchange, url, signal);
      throw error;
    }
  }

  return {
    async exchange(exchange, signal) {
      const url = new URL(exchange.url);
      if (url.protocol !== 'https:' && !guard.plainHttpAllowed) throw notEncrypted(url.host);
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      let received: Received;
      try {
        guard.assertHost(url.hostname);
        received = await attempt(exchange, url, limit);
      } catch (error) {
        throw explainNetworkError(limit.aborted && !signal.aborted ? limit.reason : error, url.host);
      }
      if (received.status >= 200 && received.status < 300) return received;
      throw refused(url, received, options.excerpt ?? ((text) => text));
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

interface Received extends HttpAnswer {
  readonly retryAfter: string | undefined;
}

/** Bytes read of an answer; the rest is nobody's business. */
const longestAnswer = 16 * 1024;

async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size > longestAnswer) break;
  }
  return Buffer.concat(chunks).subarray(0, longestAnswer).toString('utf8');
}

function refused(url: URL, { status, text, retryAfter }: Received, excerpt: (text: string) => string): DeliveryFailed {
  const retryAfterMs = parseRetryAfter(retryAfter, new Date());
  const kind = status === 413 ? 'too-large' : 'refused';
  return new DeliveryFailed(kind, explainStatus(url.host, status, shorten(excerpt(text))), { retryAfterMs });
}

function explainStatus(host: string, status: number, words: string): LocalisedText {
  if (status >= 300 && status < 400) {
    return {
      ja: `${host} が別の URL へ転送しようとしました (HTTP ${status})。転送はたどりません。最終的な URL を登録してください。`,
      en: `${host} redirects elsewhere (HTTP ${status}). Redirects are not followed: register the final address.`,
    };
  }
  const said = words === '' ? '' : `: ${words}`;
  return {
    ja: `${host} が HTTP ${status} を返しました${said}`,
    en: `${host} answered with HTTP ${status}${said}`,
  };
}

/** One line, without control characters, of a length that fits beside a button. */
export function shorten(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

function notEncrypted(host: string): DeliveryFailed {
  return new DeliveryFailed('forbidden', {
    ja: `${host} へは暗号化せずに送信できません。https:// の URL に変更してください。`,
    en: `Nothing is sent to ${host} unencrypted. Change the address to https://.`,
  });
}
