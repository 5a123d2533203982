import type { ScimReply, ScimRequest } from './exchange.ts';

/** One line of the route table. */
export interface ScimRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Relative to the connection's base URL; `:id` stands for one segment. Matched without regard to case. */
  readonly path: string;
  readonly resourceType?: 'User' | 'Group';
  readonly handle: (request: ScimRequest) => Promise<ScimReply>;
}
