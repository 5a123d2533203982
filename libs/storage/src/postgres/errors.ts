/** What a PostgreSQL error means to a caller, whatever layer of the driver it came from. */

/**
 * Whether the database could not be reached, is starting, stopping or out of connections: try again later (HTTP 503).
 * A statement that PostgreSQL understood and refused is not that.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isDatabaseUnavailable);
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (code !== null) return unreachable.has(code) || unavailableStates.some((state) => code.startsWith(state));
  return driverMessages.some((message) => error.message.startsWith(message));
}

/** The name of the unique constraint or index that a write violated, or null when it is another error. */
export function uniqueViolation(error: unknown): string | null {
  if (!(error instanceof Error) || codeOf(error) !== '23505') return null;
  return 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : null;
}

/** Whether PostgreSQL stopped the statement because its time was up (SQLSTATE 57014, `query_canceled`). */
export function isQueryCancelled(error: unknown): boolean {
  return error instanceof Error && codeOf(error) === '57014';
}

/** Whether PostgreSQL ended the transaction for the sake of others: a deadlock (40P01) or a failed serialisation (40001). */
export function isTransactionConflict(error: unknown): boolean {
  const code = error instanceof Error ? codeOf(error) : null;
  return code === '40P01' || code === '40001';
}

/**
 * Whether PostgreSQL can't hold a value that a client sent: characters that its encoding or `jsonb` lacks, a number out
 * of range, or a key too long for an index. The client's fault (HTTP 400), though no parser of ours saw it coming.
 */
export function isUnstorableValue(error: unknown): boolean {
  return error instanceof Error && unstorableStates.has(codeOf(error) ?? '');
}

const unstorableStates = new Set(['22021', '22P05', '22P02', '22003', '54000']);

/** The operating system's reasons why a connection can't be made or broke. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * SQLSTATE codes and classes (PostgreSQL manual, appendix A): connection exceptions; out of connections, memory or
 * disk; shutdown, crash, starting up, session ended; and a server that became read-only in a failover.
 */
const unavailableStates = ['08', '53', '57P01', '57P02', '57P03', '57P05', '25P03', '25006'];

/** What `pg` and `pg-pool` say without a code. */
const driverMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
];

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}
