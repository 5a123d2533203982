import { isJsonArray, isJsonObject, type JsonObject } from '@sekisho/provider-kit';
import type { RemoteObject } from '../engine/dialect.ts';
import { RequestRefused, type WireReply, type WireRequest } from '../wire/wire.ts';

/** The first resource of a list, as providers take the first match. Refuses a reply that is no SCIM list. */
export function firstOf(request: WireRequest, reply: WireReply): RemoteObject | undefined {
  const resources = resourcesOf(request, reply);
  const [first] = resources;
  return first === undefined ? undefined : withId(request, reply, first);
}

/** All resources of a list reply. */
export function resourcesOf(request: WireRequest, reply: WireReply): readonly JsonObject[] {
  const body = reply.body;
  if (!isJsonObject(body) || typeof body['totalResults'] !== 'number') throw new RequestRefused(request, reply);
  const resources = body['Resources'] ?? [];
  if (!isJsonArray(resources)) throw new RequestRefused(request, reply);
  return resources.filter((resource) => isJsonObject(resource));
}

/** The id of a created resource; undefined for 409, which the engine answers by looking it up. */
export function createdOf(request: WireRequest, reply: WireReply): RemoteObject | undefined {
  return reply.status === 409 || !isJsonObject(reply.body) ? undefined : withId(request, reply, reply.body);
}

function withId(request: WireRequest, reply: WireReply, resource: JsonObject): RemoteObject {
  const id = resource['id'];
  if (typeof id !== 'string' || id === '') throw new RequestRefused(request, reply);
  return { id };
}
