import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { DeliveryFailed, type EventBatch, type ForwardedEvent, type Sender } from '../delivery.ts';
import { eventJson } from '../wire/event-json.ts';

/**
 * NDJSON files that an agent on the host picks up: `<root>/<organisation>/<folder>/audit-2026-11-20.ndjson`, one a day
 * (UTC, by when events were stored), appended and fsynced. Only below the root that the operator gave, and there only
 * below the organisation's own folder; a link that leads elsewhere is refused. A line that a crash cut short is taken
 * off before the next append: its event was never confirmed and comes again.
 */
export function createFileSender(options: {
  readonly root: string;
  readonly organisationId: string;
  readonly folder: string;
}): Sender {
  return {
    batchSize: 1_000,
    gatherMs: 0,
    async send(batch) {
      try {
        const own = [options.organisationId, ...options.folder.split('/')];
        const folder = await openFolder(options.root, own);
        let last = '';
        for (const [day, events] of byDay(batch)) {
          last = join(folder, `audit-${day}.ndjson`);
          await append(last, `${events.map(({ event }) => eventJson(event)).join('\n')}\n`);
        }
        const shown = join(...own, basename(last));
        return { answer: { ja: `${shown} に書き込みました。`, en: `Written to ${shown}.` } };
      } catch (error) {
        throw error instanceof DeliveryFailed ? error : notWritten(error);
      }
    },
    async close() {},
  };
}

/** Makes what is missing, and makes sure that no part of it leads out of the root. */
async function openFolder(root: string, parts: readonly string[]): Promise<string> {
  await mkdir(root, { recursive: true });
  const base = await realpath(root);
  const folder = join(base, ...parts);
  await mkdir(folder, { recursive: true, mode: 0o750 });
  if ((await realpath(folder)) !== folder || !folder.startsWith(`${base}${sep}`)) {
    throw new DeliveryFailed('forbidden', {
      ja: 'フォルダーが、許可された場所の外を指しています。',
      en: 'The folder leads out of the place that is allowed.',
    });
  }
  return folder;
}

async function append(path: string, lines: string): Promise<void> {
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
  const file = await open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o640);
  let isNew: boolean;
  try {
    const end = await endOfLastLine(file);
    isNew = end === 0;
    const bytes = Buffer.from(lines, 'utf8');
    for (let written = 0; written < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, written, bytes.length - written, end + written);
      written += bytesWritten;
    }
    await file.truncate(end + bytes.length);
    await file.sync();
  } finally {
    await file.close();
  }
  if (isNew) await syncFolder(path);
}

/** Where the last whole line ends. */
async function endOfLastLine(file: FileHandle): Promise<number> {
  let end = (await file.stat()).size;
  const buffer = Buffer.alloc(64 * 1024);
  while (end > 0) {
    const start = Math.max(0, end - buffer.length);
    const { bytesRead } = await file.read(buffer, 0, end - start, start);
    const newline = buffer.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

/** A new file's name is only durable with its folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(join(path, '..'), constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function byDay({ events }: EventBatch): ReadonlyMap<string, ForwardedEvent[]> {
  return Map.groupBy(events, ({ storedAt }) => storedAt.toISOString().slice(0, 10));
}

function notWritten(error: unknown): DeliveryFailed {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
  const known = reasons[code];
  return new DeliveryFailed(
    'unreachable',
    {
      ja: `ファイルに書き込めませんでした (${code})。${known?.ja ?? ''}`,
      en: `The file could not be written (${code}).${known === undefined ? '' : ` ${known.en}`}`,
    },
    { cause: error },
  );
}

const reasons: Readonly<Record<string, { readonly ja: string; readonly en: string }>> = {
  ENOSPC: { ja: 'ディスクの空き容量がありません。', en: 'The disk is full.' },
  EACCES: { ja: '書き込みの権限がありません。', en: 'We may not write there.' },
  EROFS: { ja: '書き込みできないファイルシステムです。', en: 'The file system is read-only.' },
  ELOOP: { ja: 'シンボリックリンクには書き込みません。', en: 'We do not write through symbolic links.' },
};
