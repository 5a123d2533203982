import type { Access, BodyOf, OperationShape, ParamsOf, QueryOf, ResponseOf } from '@sekisho/api-contract';
import type { Actor } from '@sekisho/domain';
import type { ApiKeyPrincipal, Principal, RequestOrigin, SessionPrincipal } from '../http/principal.ts';

/** What a handler gets: a caller who may do this, and input that the declaration has accepted. */
export interface OperationCall<Operation extends OperationShape> {
  readonly params: ParamsOf<Operation>;
  readonly query: QueryOf<Operation>;
  readonly body: BodyOf<Operation>;
  readonly caller: CallerOf<Operation['permission']>;
  /** Who sent the request, also where the operation is public; null is nobody we know. */
  readonly principal: Principal | null;
  readonly origin: RequestOrigin;
  readonly cookie: SessionCookie;
  /** Fires when the caller has gone: stop making what nobody will read. */
  readonly signal: AbortSignal;
}

/** Who calls, by what the operation asks for. */
export type CallerOf<Required extends Access> = Required extends 'public'
  ? undefined
  : Required extends 'operator'
    ? { readonly actor: Actor }
    : Required extends 'signed-in'
      ? TenantCaller<SessionPrincipal>
      : TenantCaller<SessionPrincipal | ApiKeyPrincipal>;

/** Somebody of an organisation. Every query takes `organisationId` from here, never from the request. */
export interface TenantCaller<Caller extends SessionPrincipal | ApiKeyPrincipal> {
  readonly principal: Caller;
  readonly organisationId: string;
  readonly actor: Actor;
}

export interface SessionCookie {
  /** Hands a new session to the browser; returns the CSRF token that goes with it. */
  set(token: string, expiresAt: Date): string;
  clear(): void;
}

export type FileReply = StreamedFileReply | StoredFileReply;

/** A file that is streamed while it is made. Ending the iteration early must free what it holds. */
export interface StreamedFileReply {
  readonly fileName: string;
  /** Where it is not the one that the operation declares. */
  readonly contentType?: string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
  /** Whether nobody needs a block again once it is sent. Default: no. */
  readonly disposable?: boolean | undefined;
}

/** A file that lies on disk. Parts of it may be asked for (RFC 9110, range requests), so a download can be taken up again. */
export interface StoredFileReply {
  readonly fileName: string;
  readonly contentType: string;
  /** Absolute. */
  readonly path: string;
}

export type ReplyOf<Operation extends OperationShape> = Operation['response'] extends { readonly kind: 'json' }
  ? ResponseOf<Operation>
  : Operation['response'] extends { readonly kind: 'file' }
    ? FileReply
    : undefined;

export type OperationHandler<Operation extends OperationShape> = (
  call: OperationCall<Operation>,
) => Promise<ReplyOf<Operation>>;

/** A handler for each operation of a group: leaving one out doesn't compile. */
export type HandlersOf<Group extends Readonly<Record<string, OperationShape>>> = {
  readonly [Id in keyof Group]: OperationHandler<Group[Id]>;
};
