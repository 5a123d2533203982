import type { ProvisioningContext } from '@sekisho/application';
import type { DomainEvent } from '@sekisho/domain';
import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import type { Preconditions, TextPieces } from '@sekisho/scim-core';

/**
 * A SCIM request and its reply without HTTP around them: the operations of a bulk request are exchanges too, and so is
 * what the provisioning log keeps.
 */

/** Who asks: a connection, known by its token. */
export interface Caller {
  readonly context: ProvisioningContext;
  readonly tokenId: string;
  /** The connection's address without a slash at its end. */
  readonly baseUrl: string;
}

export interface ScimRequest {
  readonly caller: Caller;
  /** The part of the path that the route leaves open: an id, a schema's URN, a resource type's name. */
  readonly id: string;
  /** By RFC 7644's spelling of the names. */
  readonly query: Readonly<Record<string, string>>;
  readonly body: JsonValue | undefined;
  readonly preconditions: Preconditions;
  /** RFC 7240, `Prefer: return=…`. */
  readonly prefer: 'minimal' | 'representation' | undefined;
  readonly trace: RequestTrace;
}

export interface ScimReply {
  readonly status: number;
  readonly body?: JsonObject | undefined;
  /** The body as pieces of text, where it was never put together as an object; `body` then holds its numbers alone. */
  readonly pieces?: TextPieces | undefined;
  /** Of the one resource the reply shows; RFC 7644's examples of GET, PUT and PATCH have the header too. */
  readonly location?: string | undefined;
  /** Of the one resource the reply is about: becomes its ETag. */
  readonly version?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What became of a request on its way, for the provisioning log. Written to as the request proceeds. */
export interface RequestTrace {
  /** The body as it came, and as JSON; absent while or because there is none. */
  bytes: Buffer | undefined;
  body: JsonValue | undefined;
  resourceType: 'User' | 'Group' | undefined;
  resourceId: string | undefined;
  /** The body or filter after the plugin has had it; undefined while it is what came in. */
  normalised: JsonValue | undefined;
  events: readonly DomainEvent[];
  /** One line about how it ended that the status does not tell: `revived`, `linked`, `replayed`. */
  note: string | undefined;
}

export function newTrace(): RequestTrace {
  return {
    bytes: undefined,
    body: undefined,
    resourceType: undefined,
    resourceId: undefined,
    normalised: undefined,
    events: [],
    note: undefined,
  };
}
