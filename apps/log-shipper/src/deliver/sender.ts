import { exitCode } from '../settings/exit-code.ts';
import type { Language } from '../settings/language.ts';
import { OperatorError } from '../settings/operator-error.ts';
import { type Acknowledgement, explainProblem, readAnswer } from './answer.ts';
import { backoffMs, pause, retryAfterMs } from './backoff.ts';
import type { Batch } from './batch.ts';
import { bodyOf } from './body-of.ts';
import { type Compression, compress } from './compression.ts';
import { countEvents, divide, type Parcel } from './parcel.ts';
import { type Answer, post } from './post.ts';
import { type StreamName, streamPaths } from './stream.ts';

/** Trying again will not help: the key is wrong, the address is wrong. The shipper stops and says so. */
export class DeliveryImpossible extends OperatorError {
  constructor(status: number, explanation: string, by: 'gateway' | 'webhook' = 'gateway') {
    const receiver = receivers[by];
    super(
      {
        ja: `${receiver.ja}がリクエストを拒否しました (HTTP ${status}): ${explanation}`,
        en: `${receiver.en} refused the request (HTTP ${status}): ${explanation}`,
      },
      exitCode.deliveryImpossible,
    );
  }
}

const receivers = {
  gateway: { ja: 'ゲートウェイ', en: 'The gateway' },
  webhook: { ja: 'Webhook の宛先', en: 'The webhook' },
} as const;

/** The run was told to stop while a batch had not been acknowledged; its lines are sent again next time. */
export class DeliveryAborted extends Error {
  constructor() {
    super('Stopped before the gateway had acknowledged everything.');
    this.name = 'DeliveryAborted';
  }
}

export interface SenderOptions {
  /** The gateway, without a trailing slash. */
  readonly gatewayUrl: string;
  readonly stream: StreamName;
  /** An event key: bound to one product of one organisation. */
  readonly key: string;
  readonly compression: Compression;
  readonly requestTimeoutMs: number;
  /** Of reasons and explanations. */
  readonly language: Language;
  /** Told of each try that failed and how long the next one waits. */
  readonly onRetry: (retry: { reason: string; attempt: number; waitMs: number }) => void;
}

export interface Sender {
  /** Sends until the gateway says the events are durable. Rejects only with the two errors above. */
  send(batch: Pick<Batch, 'parcels'>, signal: AbortSignal): Promise<Acknowledgement>;
}

export function createSender(options: SenderOptions): Sender {
  const url = `${options.gatewayUrl}${streamPaths[options.stream]}`;
  const { compression, language } = options;
  /** Batches that wait for another try. The first that gets through tells the others that the gateway is back. */
  const waiting = new Set<AbortController>();

  /** More bytes of events than a request may have, as answers have taught: a proxy on the way may take less than the gateway. */
  let tooManyBytes = Number.POSITIVE_INFINITY;

  async function waitForTry(ms: number, signal: AbortSignal): Promise<void> {
    const wait = new AbortController();
    const wake = () => wait.abort();
    waiting.add(wait);
    signal.addEventListener('abort', wake);
    await pause(ms, wait.signal);
    signal.removeEventListener('abort', wake);
    waiting.delete(wait);
  }

  const headers = {
    Authorization: `Bearer ${options.key}`,
    'Content-Type': 'application/x-ndjson',
    'Accept-Language': language,
    ...(compression === 'none' ? {} : { 'Content-Encoding': compression }),
  };

  async function sendParcels(parcels: readonly Parcel[], signal: AbortSignal): Promise<Acknowledgement> {
    const events = countEvents(parcels);
    const bytes = parcels.reduce((sum, { json }) => sum + json.length + 1, 0);
    if (bytes >= tooManyBytes && events > 1) return sendHalves(parcels, events, signal);
    const body = await compress(bodyOf(parcels), compression);
    for (let tries = 0; ; tries += 1) {
      if (signal.aborted) throw new DeliveryAborted();
      let failure: { reason: string; waitMs: number };
      const limit = limitTime(signal, options.requestTimeoutMs);
      try {
        const { status, headers: told, text }: Answer = await post(url, headers, body, limit.signal);
        if (status >= 200 && status < 300) {
          const acknowledgement = readAnswer(JSON.parse(text), parcels, language);
          for (const wait of waiting) wait.abort();
          return acknowledgement;
        }
        const explanation = explainProblem(text, language);
        if (isTooMuch(status)) {
          if (events === 1)
            return { accepted: 0, duplicates: 0, refused: parcels.map((parcel) => ({ parcel, reason: explanation })) };
          if (status === 413) tooManyBytes = Math.min(tooManyBytes, bytes);
          return await sendHalves(parcels, events, signal);
        }
        if (isFinal(status)) throw new DeliveryImpossible(status, explanation);
        failure = {
          reason: `HTTP ${status} ${explanation}`.trimEnd(),
          waitMs: retryAfterMs(told['retry-after'] ?? null, new Date()) ?? backoffMs(tries),
        };
      } catch (error) {
        if (error instanceof DeliveryImpossible || error instanceof DeliveryAborted) throw error;
        if (signal.aborted) throw new DeliveryAborted();
        failure = { reason: reasonOf(error), waitMs: backoffMs(tries) };
      } finally {
        limit.release();
      }
      options.onRetry({ ...failure, attempt: tries + 1 });
      await waitForTry(failure.waitMs, signal);
    }
  }

  /** What is too much for one request; a single event that is too much is set aside. */
  async function sendHalves(parcels: readonly Parcel[], events: number, signal: AbortSignal): Promise<Acknowledgement> {
    const [half, rest] = divide(parcels, Math.ceil(events / 2));
    const first = await sendParcels(half, signal);
    const second = await sendParcels(rest, signal);
    return {
      accepted: first.accepted + second.accepted,
      duplicates: first.duplicates + second.duplicates,
      refused: [...first.refused, ...second.refused],
    };
  }

  return { send: (batch, signal) => sendParcels(batch.parcels, signal) };
}

/** A signal for one request: a long run makes millions, so nothing of one may stay attached to the run's own. */
function limitTime(signal: AbortSignal, ms: number): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${ms} ms`)), ms);
  signal.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    },
  };
}

/** 413: too many bytes. 422: so many events of the request were refused that the gateway gave up counting. */
function isTooMuch(status: number): boolean {
  return status === 413 || status === 422;
}

/** 4xx says that the request is at fault, except where it says "later": time-out, too early, too many. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  const told = cause instanceof Error ? cause : error;
  return 'code' in told && typeof told.code === 'string' ? told.code : told.message;
}
