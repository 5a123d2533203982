import { Agent, type Dispatcher, request } from 'undici';
import { z } from 'zod';

/** The gateway's audit log as products and programs use it: plain HTTP, no code of ours between. */

const dispatcher = new Agent({ headersTimeout: 120_000, bodyTimeout: 120_000, connections: 64 });

const outcome = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.array(
    z.object({
      line: z.number(),
      id: z.string().optional(),
      field: z.string().optional(),
      reason: z.string(),
      reasonLocalised: z.object({ ja: z.string(), en: z.string() }),
    }),
  ),
});
export type Outcome = z.infer<typeof outcome>;

export interface Reply {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly text: string;
}

type Body = NonNullable<Parameters<typeof request>[1]>['body'];

/** Sends a body to the ingest, whatever it is. */
export async function post(
  baseUrl: string,
  key: string | null,
  body: Body,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const reply = await request(`${baseUrl}/audit/v1/events`, {
    dispatcher,
    method: 'POST',
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      'content-type': 'application/x-ndjson',
      ...headers,
    },
    body: body ?? null,
  });
  return { status: reply.statusCode, headers: reply.headers, text: await reply.body.text() };
}

/** Sends events and expects 200. */
export async function ingest(
  baseUrl: string,
  key: string,
  body: Body,
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const reply = await post(baseUrl, key, body, headers);
  if (reply.status !== 200) throw new Error(`ingest: ${reply.status} ${reply.text.slice(0, 1_000)}`);
  return outcome.parse(JSON.parse(reply.text));
}

/** Asks one of the audit log's addresses. */
export async function ask(
  baseUrl: string,
  key: string | null,
  path: string,
  query: Query = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const reply = await request(`${baseUrl}/admin/v1/audit-log/${path}?${search(query)}`, {
    dispatcher,
    headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
  });
  return { status: reply.statusCode, headers: reply.headers, text: await reply.body.text() };
}

/** The body of an export while it comes, for readers who are slow or leave. */
export async function openExport(baseUrl: string, key: string, query: Query = {}, signal?: AbortSignal) {
  const reply = await request(`${baseUrl}/admin/v1/audit-log/export?${search(query)}`, {
    dispatcher,
    headers: { authorization: `Bearer ${key}` },
    ...(signal === undefined ? {} : { signal }),
  });
  if (reply.statusCode !== 200) throw new Error(`export: ${reply.statusCode} ${await reply.body.text()}`);
  return reply.body;
}

/** A whole export as bytes. */
export async function download(baseUrl: string, key: string, query: Query = {}): Promise<Buffer> {
  return Buffer.from(await (await openExport(baseUrl, key, query)).arrayBuffer());
}

export type Query = Readonly<Record<string, string | readonly string[]>>;

function search(query: Query): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of typeof value === 'string' ? [value] : value) parameters.append(name, one);
  }
  return parameters;
}

/** An event as the search shows it. */
export const shownEvent = z.looseObject({
  id: z.string(),
  occurredAt: z.string(),
  product: z.string(),
  category: z.string(),
  event: z.string(),
  action: z.string(),
  operationUserName: z.string(),
});
export type ShownEvent = z.infer<typeof shownEvent>;

const page = z.object({ events: z.array(shownEvent), nextCursor: z.string().nullable() });
const counted = z.object({ events: z.number() });
const histogram = z.object({
  bucketMs: z.number(),
  buckets: z.array(z.object({ start: z.string(), events: z.number() })),
});
const facet = z.array(z.looseObject({ value: z.string(), events: z.number() }));
const facets = z.object({ products: facet, categories: facet, events: facet, actors: facet });

/** Reads the audit log of one organisation. */
export function auditLogOf(gateway: () => { readonly baseUrl: string }, apiKey: string) {
  async function read<T>(schema: z.ZodType<T>, path: string, query: Query): Promise<T> {
    const reply = await ask(gateway().baseUrl, apiKey, path, query);
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text.slice(0, 1_000)}`);
    return schema.parse(JSON.parse(reply.text));
  }
  const search = (query: Query = {}) => read(page, 'events', query);
  return {
    search,
    count: async (query: Query = {}) => (await read(counted, 'count', query)).events,
    histogram: (query: Query = {}) => read(histogram, 'histogram', query),
    facets: (query: Query = {}) => read(facets, 'facets', query),
    download: (query: Query = {}) => download(gateway().baseUrl, apiKey, query),
    /** Every event that matches, page by page. */
    async all(query: Query = {}): Promise<ShownEvent[]> {
      const events: ShownEvent[] = [];
      let cursor: string | null = null;
      do {
        const found: z.infer<typeof page> = await search({
          limit: '1000',
          ...query,
          ...(cursor === null ? {} : { cursor }),
        });
        events.push(...found.events);
        cursor = found.nextCursor;
      } while (cursor !== null);
      return events;
    },
  };
}
