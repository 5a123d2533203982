import type { connectionOperations } from '@sekisho/api-contract';
import {
  changeConnection,
  connectionNotFound,
  createConnection,
  issueConnectionToken,
  removeConnection,
  revokeConnectionToken,
} from '@sekisho/application';
import type { IdentityProvider } from '@sekisho/provider-kit';
import { findConnection, listConnections, listConnectionTokens } from '@sekisho/storage';
import type { AdminDependencies } from '../admin-dependencies.ts';
import type { HandlersOf } from '../operation-handler.ts';
import { renderConnection, renderConnectionToken } from './render.ts';

export function connectionHandlers(dependencies: AdminDependencies): HandlersOf<typeof connectionOperations> {
  const { db, clock, providers, publicUrl } = dependencies;

  return {
    async listIdentityProviders() {
      return { items: providers.map(renderProvider) };
    },
    async listConnections({ caller }) {
      const connections = await listConnections(db, caller.organisationId);
      return { items: connections.map((connection) => renderConnection(connection, publicUrl)) };
    },
    async createConnection({ caller, body }) {
      const connection = await createConnection(dependencies, caller, body);
      return detail(caller.organisationId, connection.id);
    },
    async getConnection({ caller, params }) {
      return detail(caller.organisationId, params.connectionId);
    },
    async updateConnection({ caller, params, body }) {
      await changeConnection(dependencies, caller, params.connectionId, body);
      return detail(caller.organisationId, params.connectionId);
    },
    async deleteConnection({ caller, params }) {
      await removeConnection(dependencies, caller, params.connectionId);
    },
    async issueConnectionToken({ caller, params, body }) {
      const expiresAt = typeof body.expiresAt === 'string' ? new Date(body.expiresAt) : null;
      const { token, secret } = await issueConnectionToken(dependencies, caller, params.connectionId, { expiresAt });
      return { token: renderConnectionToken(token, clock.now()), secret };
    },
    async revokeConnectionToken({ caller, params }) {
      await revokeConnectionToken(dependencies, caller, params.connectionId, params.tokenId);
    },
  };

  async function detail(organisationId: string, connectionId: string) {
    const connection = await findConnection(db, organisationId, connectionId);
    if (connection === null) throw connectionNotFound();
    const tokens = await listConnectionTokens(db, organisationId, connectionId);
    const now = clock.now();
    return {
      ...renderConnection(connection, publicUrl),
      tokens: tokens.map((token) => renderConnectionToken(token, now)),
    };
  }
}

function renderProvider(provider: IdentityProvider) {
  return {
    id: provider.id,
    displayName: { ...provider.displayName },
    setupGuide: {
      steps: provider.setupGuide.steps.map((step) => ({
        title: { ...step.title },
        body: { ...step.body },
        copy: [...(step.copy ?? [])],
      })),
      reference: provider.setupGuide.reference ?? null,
    },
  };
}
