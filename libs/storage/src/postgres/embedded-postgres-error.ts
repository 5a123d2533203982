import type { LocalisedText } from '@sekisho/domain';

/** Why the embedded server can't serve this data folder. Stable. */
export type EmbeddedPostgresErrorCode =
  /** Another gateway runs on the same folder. */
  | 'postgres.data-folder-in-use'
  /** There is no embedded server for this operating system, or npm did not install it. */
  | 'postgres.no-binaries'
  /** The folder belongs to another user, or can't be entered by the one under which the server must run. */
  | 'postgres.wrong-owner'
  /** The folder holds data of another major version, or its credentials are gone. */
  | 'postgres.unusable-data'
  /** The server or initdb ended with an error; its own words are in the message. */
  | 'postgres.start-failed';

/** The embedded PostgreSQL can't start, and trying again won't help until somebody acts. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;
  /** What happened and what to do, for the person who starts the gateway. */
  readonly explanation: LocalisedText;

  constructor(code: EmbeddedPostgresErrorCode, explanation: LocalisedText, options?: { cause?: unknown }) {
    super(explanation.en, options);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
    this.explanation = explanation;
  }
}
