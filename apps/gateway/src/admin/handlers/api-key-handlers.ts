import type { apiKeyOperations } from '@sekisho/api-contract';
import { issueApiKey, revokeApiKey } from '@sekisho/application';
import type { Catalogue } from '@sekisho/audit-events';
import { listApiKeys } from '@sekisho/storage';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { renderApiKey } from './render.ts';

export function apiKeyHandlers(
  dependencies: AdminDependencies & { readonly catalogue: Catalogue },
): HandlersOf<typeof apiKeyOperations> {
  const { db, clock } = dependencies;

  return {
    async listApiKeys({ caller }) {
      const now = clock.now();
      const keys = await listApiKeys(db, caller.organisationId);
      return { items: keys.map((key) => renderApiKey(key, now)) };
    },
    async issueApiKey({ caller, body }) {
      const { apiKey, secret } = await issueApiKey(dependencies, caller, caller.principal.permissions, {
        name: body.name,
        purpose:
          body.purpose === 'events'
            ? { kind: 'events', product: body.product }
            : { kind: 'admin-api', scopes: body.scopes },
        expiresAt: typeof body.expiresAt === 'string' ? new Date(body.expiresAt) : null,
      });
      return { apiKey: renderApiKey(apiKey, clock.now()), secret };
    },
    async revokeApiKey({ caller, params }) {
      await revokeApiKey(dependencies, caller, params.apiKeyId);
    },
  };
}
