import { Agent, request } from 'undici';
import { z } from 'zod';

/** A SCIM connection as an identity provider uses it. */
export interface ScimHttp {
  /** Rejects when there is no answer at all: refused, cut off, or nothing within a minute. */
  send(method: string, path: string, body?: unknown): Promise<ScimAnswer>;
  close(): Promise<void>;
}

export interface ScimAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

export function scimHttp(connection: { readonly scimBaseUrl: string; readonly token: string }): ScimHttp {
  const dispatcher = new Agent({ headersTimeout: 60_000, bodyTimeout: 60_000, connectTimeout: 10_000 });
  return {
    async send(method, path, body) {
      const answer = await request(connection.scimBaseUrl + path, {
        dispatcher,
        method,
        headers: { authorization: `Bearer ${connection.token}`, 'content-type': 'application/scim+json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const retryAfter = answer.headers['retry-after'];
      return {
        status: answer.statusCode,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
        text: await answer.body.text(),
      };
    },
    close: () => dispatcher.destroy(),
  };
}

const resource = z.looseObject({
  id: z.string(),
  displayName: z.string().optional(),
  userName: z.string().optional(),
  members: z.array(z.looseObject({ value: z.string() })).optional(),
  meta: z.looseObject({ version: z.string() }),
});
const list = z.looseObject({ totalResults: z.number(), Resources: z.array(resource).default([]) });

export type ScimResource = z.infer<typeof resource>;

export function readResource(answer: ScimAnswer): ScimResource {
  return resource.parse(JSON.parse(answer.text));
}

/** Every resource of a type, page by page. */
export async function readAll(scim: ScimHttp, path: '/Users' | '/Groups'): Promise<ScimResource[]> {
  const found: ScimResource[] = [];
  for (;;) {
    const answer = await scim.send('GET', `${path}?startIndex=${found.length + 1}&count=200`);
    if (answer.status !== 200) throw new Error(`list ${path}: ${answer.status} ${answer.text}`);
    const page = list.parse(JSON.parse(answer.text));
    found.push(...page.Resources);
    if (page.Resources.length === 0 || found.length >= page.totalResults) return found;
  }
}

/** The one user of that name, or null. */
export async function findUser(scim: ScimHttp, userName: string): Promise<ScimResource | null> {
  const filter = encodeURIComponent(`userName eq "${userName}"`);
  const answer = await scim.send('GET', `/Users?filter=${filter}`);
  if (answer.status !== 200) throw new Error(`find ${userName}: ${answer.status} ${answer.text}`);
  return list.parse(JSON.parse(answer.text)).Resources[0] ?? null;
}

export function patchOf(op: string, path: string, value?: unknown): unknown {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ op, path, value }] };
}
