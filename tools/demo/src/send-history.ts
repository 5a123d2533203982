import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type HistoryOptions, history } from './history.ts';

const compress = promisify(gzip);
const eventsPerRequest = 10_000;

/** Sends a product's history as the product would: compressed NDJSON with its own key. Returns how many events are stored. */
export async function sendHistory(baseUrl: string, key: string, options: HistoryOptions): Promise<number> {
  let lines: string[] = [];
  let stored = 0;
  const flush = async () => {
    if (lines.length > 0) stored += await send(baseUrl, key, lines);
    lines = [];
  };
  for (const event of history(options)) {
    lines.push(JSON.stringify(event));
    if (lines.length === eventsPerRequest) await flush();
  }
  await flush();
  return stored;
}

async function send(baseUrl: string, key: string, lines: readonly string[]): Promise<number> {
  const response = await fetch(`${baseUrl}/audit/v1/events`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${key}`,
      'Content-Type': 'application/x-ndjson',
      'Content-Encoding': 'gzip',
    },
    body: new Uint8Array(await compress(`${lines.join('\n')}\n`)),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The gateway did not take the history (${response.status}): ${text.slice(0, 500)}`);
  const answer = JSON.parse(text) as { accepted: number; duplicates: number; rejected: unknown[] };
  if (answer.rejected.length > 0) {
    throw new Error(`The catalogue refuses demo events: ${JSON.stringify(answer.rejected.slice(0, 3))}`);
  }
  return answer.accepted + answer.duplicates;
}
