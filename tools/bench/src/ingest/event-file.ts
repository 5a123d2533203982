import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const began = Date.UTC(2026, 0, 1);

/** Writes `count` events of Backlog as a product writes them: NDJSON, ids first; the same at every run. */
export async function writeEventFile(path: string, count: number): Promise<void> {
  const file = createWriteStream(path);
  for (let n = 0; n < count; ) {
    let text = '';
    for (const end = Math.min(count, n + 5_000); n < end; n += 1) text += `${JSON.stringify(eventOf(n))}\n`;
    if (!file.write(text)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

function eventOf(n: number): Readonly<Record<string, string>> {
  const hex = createHash('sha256').update(String(n)).digest('hex');
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    occurredAt: new Date(began + n * 1_000).toISOString(),
    category: 'Issue',
    event: 'Add an issue',
    action: `MARKETING-${n} was added to マーケティング部`,
    operationUserId: `user-${n % 500}`,
    operationUserName: '佐藤 花子',
    operationUserEmail: `user-${n % 500}@nulab.example`,
    ipAddress: `203.0.113.${n % 250}`,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
    spaceKey: 'nulab',
  };
}
