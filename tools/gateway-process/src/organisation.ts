import { randomBytes } from 'node:crypto';
import { type AdminClient, createAdminClient } from '@sekisho/api-contract';
import { sessionFetch } from './session-fetch.ts';
import type { GatewayProcess } from './start-gateway.ts';

/** An organisation made for a test: its owner, a key that may do everything, and a connection an IdP can use. */
export interface PreparedOrganisation {
  readonly organisationId: string;
  readonly owner: { readonly email: string; readonly password: string };
  /** Of the admin API, with every permission the owner has. */
  readonly apiKey: string;
  readonly admin: AdminClient;
  readonly connection: { readonly id: string; readonly scimBaseUrl: string; readonly token: string };
}

/** Makes an organisation as an operator and its administrator would: by the APIs, signed in. */
export async function prepareOrganisation(
  gateway: Pick<GatewayProcess, 'baseUrl' | 'operatorKey'>,
  wanted: { readonly name: string; readonly providerId?: string | undefined },
): Promise<PreparedOrganisation> {
  const { baseUrl } = gateway;
  const operator = createAdminClient({ baseUrl, apiKey: gateway.operatorKey });
  const suffix = randomBytes(4).toString('hex');
  const owner = { email: `owner-${suffix}@sekisho.example`, password: randomBytes(18).toString('base64url') };
  const { organisation } = await operator.createOrganisation({
    body: { name: wanted.name, emailDomainRule: 'waived', owner: { name: '契約者 太郎', ...owner } },
  });

  const signedIn = createAdminClient({ baseUrl, fetch: sessionFetch(baseUrl) });
  const me = await signedIn.signIn({ body: owner });
  const connection = await signedIn.createConnection({
    body: { providerId: wanted.providerId ?? 'generic-scim', name: 'Test directory' },
  });
  const { secret: token } = await signedIn.issueConnectionToken({
    params: { connectionId: connection.id },
    body: {},
  });
  const { secret: apiKey } = await signedIn.issueApiKey({
    body: { purpose: 'admin-api', name: 'Test key', scopes: me.permissions },
  });
  return {
    organisationId: organisation.id,
    owner,
    apiKey,
    admin: createAdminClient({ baseUrl, apiKey }),
    connection: { id: connection.id, scimBaseUrl: connection.scimBaseUrl, token },
  };
}
