import type { JsonObject } from '@sekisho/provider-kit';
import { userType } from '../schema/resource-type.ts';
import { parseResource } from './parse-resource.ts';

/** A user as it is stored: canonical, validated, without `schemas`, `id`, `meta`, `groups` and `password`. */
export type UserResource = JsonObject;

/** Reads the body of POST or PUT /Users. Throws a ScimError that names the attribute. */
export function parseUser(body: unknown): UserResource {
  return parseResource(userType, body);
}
