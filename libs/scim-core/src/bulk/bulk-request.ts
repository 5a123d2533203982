import type { JsonObject } from '@sekisho/provider-kit';
import type { ResourceType } from '../schema/resource-type.ts';
import type { ScimError } from '../scim-error.ts';

/** A bulk request (RFC 7644 §3.7), ready to be run: its steps stand in the order to run them. */
export interface BulkRequest {
  /** Stop once this many operations have failed; undefined: never. */
  readonly failOnErrors: number | undefined;
  readonly steps: readonly BulkStep[];
}

/** What came of one operation of the request. A refused one counts as failed and is answered with its error. */
export type BulkStep =
  | { readonly kind: 'run'; readonly operation: BulkOperation }
  | { readonly kind: 'refused'; readonly operation: BulkOperationName; readonly error: ScimError };

/** What a response needs to say which operation it answers. */
export interface BulkOperationName {
  /** The place in the request, from 0. */
  readonly index: number;
  /** As it came: perhaps no method we know. */
  readonly method: string;
  readonly bulkId: string | undefined;
}

export interface BulkOperation extends BulkOperationName {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly type: ResourceType;
  /** Absent for POST. May be a reference until {@link resolveReferences}. */
  readonly id: string | undefined;
  /** The ETag to hold against the stored one, as If-Match would. */
  readonly version: string | undefined;
  /** Absent for DELETE. */
  readonly data: JsonObject | undefined;
  /** The bulkIds that path and data refer to. */
  readonly references: readonly string[];
}
