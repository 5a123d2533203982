import { isUtf8 } from 'node:buffer';
import type { LocalisedText } from '@sekisho/audit-events';

/** A line that the gateway refused, or that could not be read at all. Kept until an operator retries or removes it. */
export interface DeadLetter {
  /** When it was set aside, RFC 3339. */
  readonly at: string;
  readonly path: string;
  readonly line: number;
  /** Why, in the operator's language. */
  readonly reason: string;
  /** The gateway's own words, for programs: field, id, the reason in each language. */
  readonly refusal?: Refusal | undefined;
  /** The event as it was sent, or the line as it was read. */
  readonly content: string;
  /** Given when the content is not UTF-8 and stands in Base64. */
  readonly encoding?: 'base64' | undefined;
}

export interface Refusal {
  readonly field?: string | undefined;
  readonly id?: string | undefined;
  readonly reason: LocalisedText;
}

/** Content that a dead letter can carry unchanged, whatever bytes it has. */
export function contentOf(bytes: Buffer): Pick<DeadLetter, 'content' | 'encoding'> {
  return isUtf8(bytes)
    ? { content: bytes.toString('utf8') }
    : { content: bytes.toString('base64'), encoding: 'base64' };
}

/** Reads one line of the dead-letter file; null when it is not one, such as half a line after a crash. */
export function parseDeadLetter(text: string): DeadLetter | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  const { at, path, line, reason, refusal, content, encoding } = value;
  if (typeof at !== 'string' || typeof path !== 'string' || typeof line !== 'number') return null;
  if (typeof reason !== 'string' || typeof content !== 'string') return null;
  const parsed = parseRefusal(refusal);
  return {
    at,
    path,
    line,
    reason,
    ...(parsed === null ? {} : { refusal: parsed }),
    content,
    ...(encoding === 'base64' ? { encoding } : {}),
  };
}

/** Reads a refusal as the gateway's answer and a dead letter carry it; null when it is not one. */
export function parseRefusal(value: unknown): Refusal | null {
  if (!isRecord(value)) return null;
  const { field, id } = value;
  const reason = value['reasonLocalised'] ?? value['reason'];
  if (!isRecord(reason)) return null;
  const { ja, en } = reason;
  if (typeof ja !== 'string' || typeof en !== 'string') return null;
  return {
    ...(typeof field === 'string' ? { field } : {}),
    ...(typeof id === 'string' ? { id } : {}),
    reason: { ja, en },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
