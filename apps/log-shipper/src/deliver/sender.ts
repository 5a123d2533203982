import { promisify } from 'node:util';
import { gzip, zstdCompress } from 'node:zlib';
import { backoffMs, pause, retryAfterMs } from './backoff.ts';
import type { Batch, Parcel } from './batch.ts';

/** What became of a batch that the gateway took. */
export interface Acknowledgement {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly { readonly parcel: Parcel; readonly reason: string }[];
}

/** Trying again will not help: the key is wrong, the address is wrong. The shipper stops and says so. */
export class DeliveryImpossible extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'DeliveryImpossible';
  }
}

/** The run was told to stop while a batch had not been acknowledged; its lines are sent again next time. */
export class DeliveryAborted extends Error {
  constructor() {
    super('Stopped before the gateway had acknowledged everything.');
    this.name = 'DeliveryAborted';
  }
}

export type Compression = 'gzip' | 'zstd' | 'none';

export interface SenderOptions {
  /** The gateway, without a trailing slash. */
  readonly gatewayUrl: string;
  /** An event key: bound to one product of one organisation. */
  readonly key: string;
  readonly compression: Compression;
  readonly requestTimeoutMs: number;
  /** Told of each try that failed and how long the next one waits. */
  readonly onRetry: (retry: { reason: string; attempt: number; waitMs: number }) => void;
}

export interface Sender {
  /** Sends until the gateway says the events are durable. Rejects only with the two errors above. */
  send(batch: Batch, signal: AbortSignal): Promise<Acknowledgement>;
}

const compressors = {
  gzip: promisify(gzip),
  zstd: promisify(zstdCompress),
};

export function createSender(options: SenderOptions): Sender {
  const url = `${options.gatewayUrl}/audit/v1/events`;

  async function attempt(body: Buffer, signal: AbortSignal): Promise<Response> {
    return fetch(url, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${options.key}`,
        'Content-Type': 'application/x-ndjson',
        ...(options.compression === 'none' ? {} : { 'Content-Encoding': options.compression }),
      },
      body: new Uint8Array(body),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(options.requestTimeoutMs)]),
    });
  }

  async function sendParcels(parcels: readonly Parcel[], signal: AbortSignal): Promise<Acknowledgement> {
    const plain = Buffer.from(`${parcels.map((parcel) => parcel.json).join('\n')}\n`);
    const body = options.compression === 'none' ? plain : await compressors[options.compression](plain);
    for (let tries = 0; ; tries += 1) {
      if (signal.aborted) throw new DeliveryAborted();
      let failure: { reason: string; waitMs: number };
      try {
        const response = await attempt(body, signal);
        if (response.ok) return readAnswer(await response.json(), parcels);
        const text = (await response.text()).slice(0, 500);
        if (response.status === 413 && parcels.length > 1) return sendHalves(parcels, signal);
        if (isFinal(response.status)) {
          throw new DeliveryImpossible(`The gateway refused the request (${response.status}): ${text}`);
        }
        failure = {
          reason: `HTTP ${response.status}`,
          waitMs: retryAfterMs(response.headers.get('Retry-After'), new Date()) ?? backoffMs(tries),
        };
      } catch (error) {
        if (error instanceof DeliveryImpossible || error instanceof DeliveryAborted) throw error;
        if (signal.aborted) throw new DeliveryAborted();
        failure = { reason: reasonOf(error), waitMs: backoffMs(tries) };
      }
      options.onRetry({ ...failure, attempt: tries + 1 });
      await pause(failure.waitMs, signal);
    }
  }

  async function sendHalves(parcels: readonly Parcel[], signal: AbortSignal): Promise<Acknowledgement> {
    const middle = Math.ceil(parcels.length / 2);
    const first = await sendParcels(parcels.slice(0, middle), signal);
    const second = await sendParcels(parcels.slice(middle), signal);
    return {
      accepted: first.accepted + second.accepted,
      duplicates: first.duplicates + second.duplicates,
      refused: [...first.refused, ...second.refused],
    };
  }

  return { send: (batch, signal) => sendParcels(batch.parcels, signal) };
}

/** 4xx says that the request is at fault, except where it says "later": time-out, too early, too many. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  return error.message;
}

/** Reads `{ accepted, duplicates, rejected: [{ line, reason }] }`; `line` counts the request's lines from 1. */
function readAnswer(answer: unknown, parcels: readonly Parcel[]): Acknowledgement {
  if (typeof answer !== 'object' || answer === null || !('accepted' in answer)) {
    throw new Error('The answer is not the gateway’s. Is the address right?');
  }
  const { accepted, duplicates, rejected } = answer as { accepted: number; duplicates: number; rejected: unknown };
  const refused = (Array.isArray(rejected) ? rejected : []).flatMap(
    (entry: { line: number; [key: string]: unknown }) => {
      const parcel = parcels[entry.line - 1];
      const { line: _line, ...why } = entry;
      return parcel === undefined ? [] : [{ parcel, reason: JSON.stringify(why) }];
    },
  );
  return { accepted, duplicates, refused };
}
