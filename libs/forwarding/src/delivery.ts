import type { AuditEvent } from '@sekisho/audit-events';
import type { LocalisedText } from '@sekisho/domain';

/**
 * The port between whoever reads the log and whoever carries it: a sender takes a batch and says that the receiver has
 * it, or why not. It keeps nothing: what it did not confirm is sent again, by another process if need be.
 */
export interface Sender {
  /** The largest batch it takes. */
  readonly batchSize: number;
  /** How long to gather events after a batch that was not full, in milliseconds. */
  readonly gatherMs: number;
  /**
   * Resolves when the receiver has taken all of the batch. Throws {@link DeliveryFailed}; then the receiver may have
   * any part of it. Ends early when `signal` is aborted, by throwing.
   */
  send(batch: EventBatch, signal: AbortSignal): Promise<Receipt>;
  /** Lets go of connections. */
  close(): Promise<void>;
}

/** Events of one organisation in the order in which they were stored. Never empty. */
export interface EventBatch {
  readonly organisationId: string;
  readonly events: readonly [ForwardedEvent, ...ForwardedEvent[]];
}

export interface ForwardedEvent {
  readonly event: AuditEvent;
  readonly storedAt: Date;
}

/** What the receiver said when it took the batch. */
export interface Receipt {
  readonly answer: LocalisedText;
}

/**
 * - `refused`: the receiver answered, and not with success
 * - `too-large`: it takes smaller batches only
 * - `unreachable`: no connection, or it broke
 * - `timeout`: it did not answer in time
 * - `forbidden`: our own rules don't let us send there
 * - `misconfigured`: we can't even try
 */
export type FailureKind = 'refused' | 'too-large' | 'unreachable' | 'timeout' | 'forbidden' | 'misconfigured';

/** The receiver is not known to have taken the batch. */
export class DeliveryFailed extends Error {
  readonly kind: FailureKind;
  /** For an administrator of the organisation: what happened and what to look at. */
  readonly explanation: LocalisedText;
  /** How long the receiver asked us to wait, in milliseconds; null when it asked for nothing. */
  readonly retryAfterMs: number | null;

  constructor(
    kind: FailureKind,
    explanation: LocalisedText,
    options: { readonly retryAfterMs?: number | null; readonly cause?: unknown } = {},
  ) {
    super(explanation.en, { cause: options.cause });
    this.name = 'DeliveryFailed';
    this.kind = kind;
    this.explanation = explanation;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
