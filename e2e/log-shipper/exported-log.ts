import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** Reads every event of a product from the export of the audit log, one at a time. */
export async function* exportedEvents(
  gateway: { readonly baseUrl: string },
  organisation: { readonly apiKey: string },
  product: string,
): AsyncGenerator<Readonly<Record<string, string>>> {
  const query = new URLSearchParams({ format: 'ndjson', order: 'oldest-first', product });
  const response = await fetch(`${gateway.baseUrl}/admin/v1/audit-log/export?${query}`, {
    headers: { authorization: `Bearer ${organisation.apiKey}` },
  });
  if (!response.ok || response.body === null) throw new Error(`export: ${response.status} ${await response.text()}`);
  for await (const line of createInterface({ input: Readable.from(response.body) })) {
    if (line !== '') yield JSON.parse(line);
  }
}
