import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);
const eventsPerRequest = 10_000;

/** Sends a product's events as the product would: compressed NDJSON with its own key. Returns how many are stored. */
export async function sendHistory(address: string, key: string, events: Iterable<object>): Promise<number> {
  let lines: string[] = [];
  let stored = 0;
  const flush = async () => {
    if (lines.length > 0) stored += await send(address, key, lines);
    lines = [];
  };
  for (const event of events) {
    lines.push(JSON.stringify(event));
    if (lines.length === eventsPerRequest) await flush();
  }
  await flush();
  return stored;
}

async function send(address: string, key: string, lines: readonly string[]): Promise<number> {
  const response = await fetch(address, {
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
    throw new Error(`Demo events are refused: ${JSON.stringify(answer.rejected.slice(0, 3))}`);
  }
  return answer.accepted + answer.duplicates;
}
