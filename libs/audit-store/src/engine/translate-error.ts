import { ClickHouseError } from '@clickhouse/client';
import { AuditStoreRejected, AuditStoreUnavailable } from '../audit-store.ts';

/**
 * What an engine's error means to our callers. A data error of an insert will never go away: rejected. Everything else
 * that may pass (no connection, time-out, 5xx, overload, read-only replica, full disk, wrong password) is unavailable,
 * so that nothing is given up for a reason which is not the data's. Any other error of a query is a mistake of ours and
 * stays as it is.
 */
export function translateError(error: unknown, operation: 'insert' | 'query'): Error {
  if (error instanceof AuditStoreUnavailable || error instanceof AuditStoreRejected) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const code = clickHouseCode(cause);
  if (operation === 'insert' && code !== undefined && dataErrors.has(code)) {
    return new AuditStoreRejected(`The audit store refuses the data: ${firstLine(cause)}`, { cause });
  }
  if (operation === 'query' && code !== undefined && !passing.has(code)) return cause;
  return new AuditStoreUnavailable(`The audit store does not answer: ${firstLine(cause)}`, { cause });
}

/** The engine's error number, wherever in the chain of causes it is written. */
function clickHouseCode(error: Error): number | undefined {
  if (error instanceof ClickHouseError) return Number(error.code);
  const written = /\bCode: (\d+)\b/.exec(error.message);
  if (written?.[1] !== undefined) return Number(written[1]);
  return error.cause instanceof Error ? clickHouseCode(error.cause) : undefined;
}

function firstLine(error: Error): string {
  const line = error.message.split('\n', 1)[0] ?? '';
  return line.length > 300 ? `${line.slice(0, 300)}…` : line || error.name;
}

/** ClickHouse `ErrorCodes.cpp`: what is wrong with the bytes or values sent, whoever receives them. */
const dataErrors: ReadonlySet<number> = new Set([
  6, // CANNOT_PARSE_TEXT
  25, // CANNOT_PARSE_ESCAPE_SEQUENCE
  26, // CANNOT_PARSE_QUOTED_STRING
  27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  38, // CANNOT_PARSE_DATE
  41, // CANNOT_PARSE_DATETIME
  53, // TYPE_MISMATCH
  69, // ARGUMENT_OUT_OF_BOUND
  70, // CANNOT_CONVERT_TYPE
  72, // CANNOT_PARSE_NUMBER
  117, // INCORRECT_DATA
  131, // TOO_LARGE_STRING_SIZE
  321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  376, // CANNOT_PARSE_UUID
  407, // DECIMAL_OVERFLOW
  441, // CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING
]);

/** What may pass without anybody changing the query: time, memory, disk, network, replicas, rights. */
const passing: ReadonlySet<number> = new Set([
  159, // TIMEOUT_EXCEEDED
  160, // TOO_SLOW
  164, // READONLY
  192, // UNKNOWN_USER
  193, // WRONG_PASSWORD
  194, // REQUIRED_PASSWORD
  198, // DNS_ERROR
  201, // QUOTA_EXCEEDED
  202, // TOO_MANY_SIMULTANEOUS_QUERIES
  203, // NO_FREE_CONNECTION
  209, // SOCKET_TIMEOUT
  210, // NETWORK_ERROR
  236, // ABORTED
  241, // MEMORY_LIMIT_EXCEEDED
  242, // TABLE_IS_READ_ONLY
  243, // NOT_ENOUGH_SPACE
  252, // TOO_MANY_PARTS
  279, // ALL_CONNECTION_TRIES_FAILED
  285, // TOO_FEW_LIVE_REPLICAS
  319, // UNKNOWN_STATUS_OF_INSERT
  394, // QUERY_WAS_CANCELLED
  425, // SYSTEM_ERROR
  439, // CANNOT_SCHEDULE_TASK
  497, // ACCESS_DENIED
  516, // AUTHENTICATION_FAILED
  999, // KEEPER_EXCEPTION
  1000, // POCO_EXCEPTION
]);
