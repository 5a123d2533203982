import { Pool } from 'undici';

/** A SCIM service as a client sees it: a base URL, a token and connections that stay open. */
export interface ScimClient {
  request(method: string, path: string, body?: unknown): Promise<ScimReply>;
  close(): Promise<void>;
}

export interface ScimReply {
  readonly status: number;
  readonly text: string;
}

/** A client with `connections` keep-alive connections, one request at a time on each. */
export function createScimClient(scimBaseUrl: string, token: string, connections: number): ScimClient {
  const base = new URL(scimBaseUrl);
  const pool = new Pool(base.origin, { connections, pipelining: 1, headersTimeout: 60_000, bodyTimeout: 60_000 });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  return {
    async request(method, path, body) {
      const reply = await pool.request({
        method,
        path: base.pathname + path,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: reply.statusCode, text: await reply.body.text() };
    },
    close: () => pool.close(),
  };
}
