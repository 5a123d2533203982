import { type Dispatcher, Pool } from 'undici';

/** A SCIM service as a client sees it: a base URL, a token and connections that stay open. */
export interface ScimClient {
  request(method: string, path: string, body?: unknown): Promise<ScimReply>;
  close(): Promise<void>;
}

/**
 * An answer as it came, in bytes. The client shares the processors with the service it measures, so a check should look
 * for bytes in `body`; `text` is for those that must read all of it.
 */
export class ScimReply {
  readonly status: number;
  readonly body: Buffer;

  constructor(status: number, body: Buffer) {
    this.status = status;
    this.body = body;
  }

  get text(): string {
    return this.body.toString();
  }
}

/** A client with `connections` keep-alive connections, one request at a time on each. */
export function createScimClient(scimBaseUrl: string, token: string, connections: number): ScimClient {
  const base = new URL(scimBaseUrl);
  const pool = new Pool(base.origin, { connections, pipelining: 1, headersTimeout: 60_000, bodyTimeout: 60_000 });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  return {
    request: (method, path, body) =>
      new Promise((resolve, reject) => {
        const json = body === undefined ? {} : { body: JSON.stringify(body) };
        pool.dispatch({ method, path: base.pathname + path, headers, ...json }, collectReply(resolve, reject));
      }),
    close: () => pool.close(),
  };
}

/** Without the streams of `pool.request`, which cost a client more than everything else about a small reply. */
function collectReply(resolve: (reply: ScimReply) => void, reject: (error: Error) => void): Dispatcher.DispatchHandler {
  let status = 0;
  const chunks: Buffer[] = [];
  return {
    onRequestStart: () => undefined,
    onResponseStart: (_controller, statusCode) => {
      status = statusCode;
    },
    onResponseData: (_controller, chunk) => {
      chunks.push(chunk);
    },
    onResponseEnd: () => {
      const [only] = chunks;
      resolve(new ScimReply(status, chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)));
    },
    onResponseError: (_controller, error) => reject(error),
  };
}
