import {
  type ResourceTypes,
  renderResourceType,
  renderResourceTypes,
  renderSchema,
  renderSchemas,
  renderServiceProviderConfig,
  ScimError,
} from '@sekisho/scim-core';
import type { ScimReply, ScimRequest } from '../exchange.ts';

/** `/ServiceProviderConfig`, `/Schemas`, `/ResourceTypes` (RFC 7644 §4), and `/Me`. */
export function discoveryHandlers(types: ResourceTypes) {
  return {
    async serviceProviderConfig(request: ScimRequest): Promise<ScimReply> {
      refuseFilter(request);
      return { status: 200, body: renderServiceProviderConfig(request.caller.baseUrl) };
    },

    async schemas(request: ScimRequest): Promise<ScimReply> {
      refuseFilter(request);
      return { status: 200, body: renderSchemas(types, request.caller.baseUrl) };
    },

    async schema(request: ScimRequest): Promise<ScimReply> {
      refuseFilter(request);
      const schema = types.schemaById(request.id);
      if (schema === undefined) throw unknown('Schema', request.id);
      return { status: 200, body: renderSchema(schema, request.caller.baseUrl) };
    },

    async resourceTypes(request: ScimRequest): Promise<ScimReply> {
      refuseFilter(request);
      return { status: 200, body: renderResourceTypes(types, request.caller.baseUrl) };
    },

    async resourceType(request: ScimRequest): Promise<ScimReply> {
      refuseFilter(request);
      const type = types.byName(request.id);
      if (type === undefined) throw unknown('ResourceType', request.id);
      return { status: 200, body: renderResourceType(type, request.caller.baseUrl) };
    },

    /** RFC 7644 §3.11 leaves 501 to services where a token stands for no person, as a connection's does. */
    async me(): Promise<ScimReply> {
      throw new ScimError(501, undefined, {
        ja: '/Me は利用できません。このトークンは特定の人ではなく IdP 連携のものです。/Users を使用してください。',
        en: '/Me is not available: the token belongs to a connection, not to a person. Use /Users.',
      });
    },
  };
}

/** RFC 7644 §4: a filter on a discovery endpoint is 403. */
function refuseFilter(request: ScimRequest): void {
  if (request.query['filter'] === undefined) return;
  throw new ScimError(403, undefined, {
    ja: 'このエンドポイントではフィルターを使用できません（RFC 7644 第 4 節）。filter を外してください。',
    en: 'This endpoint takes no filter (RFC 7644, section 4). Leave filter out.',
  });
}

function unknown(kind: string, name: string): ScimError {
  const shown = name.slice(0, 120).toWellFormed();
  return new ScimError(404, undefined, {
    ja: `${kind} "${shown}" はありません。`,
    en: `There is no ${kind} "${shown}".`,
  });
}
