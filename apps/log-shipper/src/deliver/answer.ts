import type { Language } from '../settings/language.ts';
import { parseRefusal, type Refusal } from './dead-letter.ts';
import { countEvents, eventFinder, type Parcel } from './parcel.ts';

/** What became of a batch that the gateway took. */
export interface Acknowledgement {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly RefusedParcel[];
}

export interface RefusedParcel {
  /** The refused event alone. */
  readonly parcel: Parcel;
  readonly reason: string;
  readonly refusal?: Refusal | undefined;
}

/** An answer with 200 that is not the gateway's: some proxy's page, or another program. Trying again may help. */
export class AnswerNotUnderstood extends Error {
  constructor(reason: string) {
    super(`The answer is not the gateway's: ${reason}.`);
    this.name = 'AnswerNotUnderstood';
  }
}

/**
 * Reads `{ accepted, duplicates, rejected: [{ line, field?, id?, reason, reasonLocalised }] }`; `line` counts the
 * request's lines from 1. Every event must be accounted for, otherwise nothing counts as acknowledged.
 */
export function readAnswer(answer: unknown, parcels: readonly Parcel[], language: Language): Acknowledgement {
  if (!isRecord(answer)) throw new AnswerNotUnderstood('no JSON object');
  const { accepted, duplicates, rejected } = answer;
  if (typeof accepted !== 'number' || typeof duplicates !== 'number' || !Array.isArray(rejected)) {
    throw new AnswerNotUnderstood('accepted, duplicates or rejected is missing');
  }
  const find = rejected.length > 0 ? eventFinder(parcels) : () => undefined;
  const refused = rejected.map((entry): RefusedParcel => {
    const line: unknown = isRecord(entry) ? entry['line'] : undefined;
    const parcel = typeof line === 'number' ? find(line) : undefined;
    if (parcel === undefined) throw new AnswerNotUnderstood(`it refuses line ${String(line)}, which was not sent`);
    const refusal = parseRefusal(entry);
    if (refusal !== null) return { parcel, reason: explain(refusal, language), refusal };
    const reason: unknown = isRecord(entry) ? entry['reason'] : undefined;
    return { parcel, reason: typeof reason === 'string' ? reason : JSON.stringify(entry) };
  });
  const sent = countEvents(parcels);
  const told = accepted + duplicates + refused.length;
  if (told !== sent) throw new AnswerNotUnderstood(`it accounts for ${told} of ${sent} events`);
  return { accepted, duplicates, refused };
}

function explain({ field, reason }: Refusal, language: Language): string {
  return field === undefined ? reason[language] : `${field}: ${reason[language]}`;
}

/** The gateway's explanation of a refused request (RFC 9457), or the beginning of whatever came instead. */
export function explainProblem(body: string, language: Language): string {
  try {
    const problem: unknown = JSON.parse(body);
    if (isRecord(problem)) {
      const localised = problem['detailLocalised'];
      const text: unknown = isRecord(localised) ? localised[language] : problem['detail'];
      return typeof text === 'string' ? text : '';
    }
  } catch {
    // Not JSON: a proxy's page.
  }
  return body.replace(/\s+/g, ' ').slice(0, 300);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
