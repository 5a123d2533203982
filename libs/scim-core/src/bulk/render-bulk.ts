import type { JsonObject } from '@sekisho/provider-kit';
import { renderError } from '../render/render-error.ts';
import { urns } from '../schema/urns.ts';
import type { ScimError } from '../scim-error.ts';
import type { BulkOperationName } from './bulk-request.ts';

/** How one operation ended. */
export type BulkOutcome =
  | {
      readonly operation: BulkOperationName;
      readonly status: number;
      /** Absent for a POST that failed; RFC 7644 §3.7.3 wants it otherwise. */
      readonly location: string | undefined;
      /** The ETag after the operation. */
      readonly version?: string | undefined;
    }
  | { readonly operation: BulkOperationName; readonly error: ScimError; readonly location?: string | undefined };

/** A BulkResponse (RFC 7644 §3.7.3), in the order of the request; operations not run are not in it. */
export function renderBulkResponse(outcomes: readonly BulkOutcome[]): JsonObject {
  const ordered = outcomes.toSorted((a, b) => a.operation.index - b.operation.index);
  return { schemas: [urns.bulkResponse], Operations: ordered.map(renderOutcome) };
}

function renderOutcome(outcome: BulkOutcome): JsonObject {
  const { method, bulkId } = outcome.operation;
  const common = {
    ...(outcome.location === undefined ? {} : { location: outcome.location }),
    method,
    ...(bulkId === undefined ? {} : { bulkId }),
  };
  if ('error' in outcome)
    return { ...common, status: String(outcome.error.status), response: renderError(outcome.error) };
  return {
    ...common,
    ...(outcome.version === undefined ? {} : { version: outcome.version }),
    status: String(outcome.status),
  };
}
