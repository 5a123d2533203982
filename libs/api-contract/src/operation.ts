import type { Permission } from '@sekisho/domain';
import type { z } from 'zod';

/**
 * One endpoint of the admin API, declared once. The gateway validates and authorises by the declaration, the OpenAPI
 * document is rendered from it, and the client's types are read off it. There is no other way to add an endpoint.
 */

/** What may be said about an endpoint. */
export interface OperationShape {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/admin/v1`, with parameters in braces: `/members/{memberId}`. */
  readonly path: string;
  readonly tag: OperationTag;
  readonly summary: { readonly ja: string; readonly en: string };
  readonly permission: Access;
  /** Path parameters, one string each. */
  readonly params?: z.ZodObject;
  /** Query parameters. They arrive as strings, so numbers and booleans are coerced. */
  readonly query?: z.ZodObject;
  /** The JSON body. */
  readonly body?: z.ZodType;
  readonly response: ResponseSpec;
  /** The status of success. */
  readonly status: 200 | 201 | 204;
  /** Statuses of refusal beside those that every operation of its access can give. */
  readonly errors: readonly (400 | 401 | 403 | 404 | 409 | 422)[];
}

/**
 * Who may call.
 * - a permission: a signed-in person or an API key that holds it
 * - `signed-in`: any signed-in person, about their own account only; API keys are nobody's account
 * - `operator`: whoever runs the installation, by the operator key
 * - `public`: anybody. Said out loud, never by omission.
 */
export type Access = Permission | 'signed-in' | 'operator' | 'public';

export type OperationTag =
  | 'sign-in'
  | 'organisation'
  | 'members'
  | 'teams'
  | 'domains'
  | 'connections'
  | 'api-keys'
  | 'audit-log'
  | 'access-log'
  | 'forwarding'
  | 'alerts'
  | 'operator';

/** What success carries: a JSON document, nothing, or a file that is streamed while it is made. */
export type ResponseSpec =
  | { readonly kind: 'json'; readonly schema: z.ZodType }
  | { readonly kind: 'empty' }
  | { readonly kind: 'file'; readonly contentType: string };

export function json<Schema extends z.ZodType>(schema: Schema): { readonly kind: 'json'; readonly schema: Schema } {
  return { kind: 'json', schema };
}

export const empty = { kind: 'empty' } as const;

export function file(contentType: string): { readonly kind: 'file'; readonly contentType: string } {
  return { kind: 'file', contentType };
}

/** A group of operations by id. The id names the client's method: `client.listMembers(…)`. */
export function operations<const Group extends Readonly<Record<string, OperationShape>>>(group: Group): Group {
  return group;
}

type Parsed<Operation, Part extends string> = Operation extends {
  readonly [key in Part]: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;

/** What a handler gets after validation. */
export type ParamsOf<Operation extends OperationShape> = Parsed<Operation, 'params'>;
export type QueryOf<Operation extends OperationShape> = Parsed<Operation, 'query'>;
export type BodyOf<Operation extends OperationShape> = Parsed<Operation, 'body'>;

/** What a success carries, as the caller sees it. */
export type ResponseOf<Operation extends OperationShape> = Operation['response'] extends {
  readonly kind: 'json';
  readonly schema: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;

type Given<Operation, Part extends string> = Operation extends {
  readonly [key in Part]: infer Schema extends z.ZodType;
}
  ? Record<never, never> extends z.input<Schema>
    ? { readonly [key in Part]?: z.input<Schema> }
    : { readonly [key in Part]: z.input<Schema> }
  : Record<never, never>;

/** What a caller hands in: `params`, `query` and `body`, each only where the operation has one. */
export type InputOf<Operation extends OperationShape> = Given<Operation, 'params'> &
  Given<Operation, 'query'> &
  Given<Operation, 'body'>;
