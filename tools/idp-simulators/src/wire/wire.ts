import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { isJsonObject, type JsonObject, type JsonValue } from '@sekisho/provider-kit';
import { Agent, request } from 'undici';
import type { SeededRandom } from '../directory/seeded-random.ts';
import type { RequestKind, RunRecorder } from './run-report.ts';

/** Where a provider sends to: what an administrator pastes into its console. */
export interface SimulatorTarget {
  /** `https://…/scim/v2/{connectionId}`, with or without a slash at the end. */
  readonly scimBaseUrl: string;
  readonly token: string;
}

export interface WireOptions {
  readonly target: SimulatorTarget;
  /** The provider's own headers, the bearer token aside. */
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  /** Not more than so many requests are begun a second; undefined: as fast as replies come. */
  readonly requestsPerSecond: number | undefined;
  readonly timeoutMs: number;
  /** The share of writes whose reply is thrown away, 0 to 1. */
  readonly loseReplies: number;
  /** A wait longer than this is not waited for: the provider would come back in its next cycle. */
  readonly longestRetryAfterSeconds: number;
  readonly random: SeededRandom;
  readonly recorder: () => RunRecorder;
}

export interface WireRequest {
  readonly kind: RequestKind;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base URL, as it goes on the wire. */
  readonly path: string;
  readonly body?: JsonObject | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Undefined when empty; the text when it is no JSON object. */
  readonly body: JsonObject | string | undefined;
}

/** The service refused, finally. */
export class RequestRefused extends Error {
  readonly request: WireRequest;
  readonly reply: WireReply;

  constructor(request: WireRequest, reply: WireReply) {
    super(`${request.method} ${request.path} → ${reply.status} ${JSON.stringify(reply.body ?? '').slice(0, 300)}`);
    this.name = 'RequestRefused';
    this.request = request;
    this.reply = reply;
  }
}

/** The request may or may not have been carried out; nobody read the reply. */
export class ReplyLost extends Error {
  readonly request: WireRequest;

  constructor(request: WireRequest, cause?: unknown) {
    super(`no reply was read to ${request.method} ${request.path}`, { cause });
    this.name = 'ReplyLost';
    this.request = request;
  }
}

/** How often a throttled request is sent again before it counts as failed. */
const mostThrottledAttempts = 10;
const decompressors: Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
};

/** Sends requests as one provider does: its headers, its pace, over kept connections. */
export class Wire {
  readonly #options: WireOptions;
  readonly #agent: Agent;
  readonly #baseUrl: string;
  #nextSlot = 0;

  constructor(options: WireOptions) {
    this.#options = options;
    this.#baseUrl = options.target.scimBaseUrl.replace(/\/+$/, '');
    this.#agent = new Agent({
      connections: options.connections,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
    });
  }

  /**
   * Sends, waits as 429 and 503 ask, and returns the reply whatever its status. Throws {@link ReplyLost} when none came,
   * or when this is one of the writes whose reply is to be lost; `attempt` above 0 never loses one.
   */
  async exchange(wanted: WireRequest, attempt = 0): Promise<WireReply> {
    const { random, loseReplies, longestRetryAfterSeconds, recorder } = this.#options;
    for (let throttled = 0; ; throttled += 1) {
      await this.#paced();
      if (attempt === 0 && wanted.method !== 'GET' && random.chance(loseReplies)) {
        await this.#sendAndLose(wanted);
      }
      const reply = await this.#send(wanted);
      const seconds = retryAfter(reply);
      if (seconds === undefined || seconds > longestRetryAfterSeconds || throttled >= mostThrottledAttempts)
        return reply;
      recorder().throttled += 1;
      await wait(seconds * 1_000);
    }
  }

  /** As {@link exchange}; throws {@link RequestRefused} unless the status is 2xx or one of `accepted`. */
  async send(wanted: WireRequest, attempt = 0, accepted: readonly number[] = []): Promise<WireReply> {
    const reply = await this.exchange(wanted, attempt);
    if ((reply.status >= 200 && reply.status < 300) || accepted.includes(reply.status)) return reply;
    throw new RequestRefused(wanted, reply);
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #send(wanted: WireRequest): Promise<WireReply> {
    const started = performance.now();
    try {
      const { statusCode, headers, body } = await request(this.#baseUrl + wanted.path, {
        method: wanted.method,
        headers: this.#headersOf(wanted),
        body: wanted.body === undefined ? null : JSON.stringify(wanted.body),
        dispatcher: this.#agent,
      });
      const bytes = Buffer.from(await body.arrayBuffer());
      const encoding = typeof headers['content-encoding'] === 'string' ? headers['content-encoding'] : '';
      const text = ((await decompressors[encoding]?.(bytes)) ?? bytes).toString('utf8');
      this.#options.recorder().replied(wanted.kind, performance.now() - started);
      return { status: statusCode, headers, body: readBody(text) };
    } catch (cause) {
      this.#options.recorder().lostReplies += 1;
      throw new ReplyLost(wanted, cause);
    }
  }

  /**
   * Sends over a connection of its own and closes it: by chance as soon as the request has left, while the service may
   * still be working on it, or when the reply has begun. Always throws {@link ReplyLost}.
   */
  async #sendAndLose(wanted: WireRequest): Promise<never> {
    const url = new URL(this.#baseUrl + wanted.path);
    const begin = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const whenSent = this.#options.random.chance(0.5);
    await new Promise<void>((resolve) => {
      const outgoing = begin(url, { method: wanted.method, headers: this.#headersOf(wanted), agent: false });
      const abandon = (): void => {
        outgoing.destroy();
        resolve();
      };
      outgoing.once('error', () => resolve());
      outgoing.once('response', abandon);
      outgoing.end(wanted.body === undefined ? undefined : JSON.stringify(wanted.body), () => {
        if (whenSent) abandon();
      });
    });
    this.#options.recorder().lostReplies += 1;
    throw new ReplyLost(wanted);
  }

  #headersOf(wanted: WireRequest): Record<string, string> {
    const { 'content-type': contentType, ...others } = this.#options.headers;
    return {
      ...others,
      ...(wanted.body === undefined || contentType === undefined ? {} : { 'content-type': contentType }),
      authorization: `Bearer ${this.#options.target.token}`,
      ...wanted.headers,
    };
  }

  async #paced(): Promise<void> {
    const { requestsPerSecond } = this.#options;
    if (requestsPerSecond === undefined) return;
    const now = performance.now();
    const slot = Math.max(now, this.#nextSlot);
    this.#nextSlot = slot + 1_000 / requestsPerSecond;
    if (slot > now) await wait(slot - now);
  }
}

/** The seconds to wait, for a 429 or 503 that says so. Other forms than whole seconds are not read, as Okta doesn't. */
function retryAfter({ status, headers }: WireReply): number | undefined {
  const value = headers['retry-after'];
  if ((status !== 429 && status !== 503) || typeof value !== 'string' || !/^\d+$/.test(value)) return undefined;
  return Number(value);
}

function readBody(text: string): JsonObject | string | undefined {
  if (text === '') return undefined;
  try {
    const parsed: JsonValue = JSON.parse(text);
    return isJsonObject(parsed) ? parsed : text;
  } catch {
    return text;
  }
}
