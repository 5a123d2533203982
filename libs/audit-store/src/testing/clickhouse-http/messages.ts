/** What goes wrong, for the next `times` requests that match (default: until cleared). */
export type Fault = {
  /** Which requests: those whose SQL holds this text, without regard to case. Default: all. */
  readonly sqlContains?: string;
  readonly times?: number;
} & (
  | { /** The connection is reset when the request is there. */ readonly kind: 'reset' }
  | { /** The connection ends after some of the answer. */ readonly kind: 'cut-mid-response' }
  | { /** The work is done, but its answer never leaves: the caller can't know. */ readonly kind: 'reset-after-work' }
  | { /** A proxy's answer, with no word from ClickHouse. */ readonly kind: 'status'; readonly status: number }
  | {
      /** ClickHouse's own refusal, such as 202 (too many queries). */ readonly kind: 'exception';
      readonly code: number;
    }
  | { /** No answer ever. */ readonly kind: 'hang' }
);

/** Parent to child. Each is answered by a {@link FromServer} with the same id. */
export type ToServer =
  | { readonly id: number; readonly type: 'listen' }
  | { readonly id: number; readonly type: 'refuse' }
  | { readonly id: number; readonly type: 'fault'; readonly fault: Fault }
  | { readonly id: number; readonly type: 'clear-faults' }
  | { readonly id: number; readonly type: 'statistics' };

/** Child to parent. */
export type FromServer =
  | { readonly id: number; readonly type: 'done' }
  | { readonly id: number; readonly type: 'listening'; readonly port: number }
  | { readonly id: number; readonly type: 'failed'; readonly reason: string }
  | ({ readonly id: number; readonly type: 'statistics' } & Statistics);

export interface Statistics {
  /** Requests being worked on. */
  readonly running: number;
  /** Requests received since the start, pings included. */
  readonly received: number;
}

/** Settings of the child, handed over in its environment as JSON. */
export interface ServerSettings {
  readonly dataDirectory: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}
