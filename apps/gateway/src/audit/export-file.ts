import { Readable, type Transform } from 'node:stream';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import type { AuditQuery, AuditStore } from '@sekisho/audit-store';

export interface ExportChoice {
  readonly format: 'csv' | 'ndjson' | 'parquet';
  readonly order: 'newest-first' | 'oldest-first';
  /** `full` is a kind of CSV, `evidence` one of NDJSON; any other form is the default. */
  readonly preset: 'default' | 'full' | 'evidence';
  readonly byteOrderMark: boolean;
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly now: Date;
  /** Called once, when the engine has begun to answer and before the first byte leaves: the log says who took it. */
  readonly onBegin: (description: { readonly range: string; readonly format: string }) => Promise<void>;
}

/** A file that is made while it is read. */
export interface ExportedFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The events that match, as a file of the chosen kind. Ending the iteration early ends the engine's query. */
export function exportFile(store: AuditStore, query: AuditQuery, choice: ExportChoice): ExportedFile {
  const plain = announced(blocksOf(store, query, choice), () =>
    choice.onBegin({ range: rangeOf(query), format: choice.format.toUpperCase() }),
  );
  const stamp = choice.now.toISOString().replace(/[-:]/g, '').slice(0, 15);
  const fileName = `auditlog-${stamp}Z.${choice.format}`;
  const contentType = contentTypes[choice.format];
  switch (choice.compression) {
    case 'none':
      return { fileName, contentType, body: plain };
    case 'gzip':
      // Fast rather than small: the reader waits for this, and the network is mostly quicker than level 6.
      return {
        fileName: `${fileName}.gz`,
        contentType: 'application/gzip',
        body: packed(plain, () => createGzip({ level: constants.Z_BEST_SPEED, chunkSize })),
      };
    case 'zstd':
      return {
        fileName: `${fileName}.zst`,
        contentType: 'application/zstd',
        body: packed(plain, () => createZstdCompress({ chunkSize })),
      };
  }
}

const chunkSize = 256 * 1024;

const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
} as const;

function blocksOf(store: AuditStore, query: AuditQuery, choice: ExportChoice): AsyncIterable<Uint8Array> {
  switch (choice.format) {
    case 'csv':
      return store.exportCsv(query, { ...choice, preset: choice.preset === 'full' ? 'full' : 'default' });
    case 'ndjson':
      return store.exportNdjson(query, { ...choice, preset: choice.preset === 'evidence' ? 'evidence' : 'default' });
    case 'parquet':
      return store.exportParquet(query, choice);
  }
}

async function* announced(
  blocks: AsyncIterable<Uint8Array>,
  announce: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  const iterator = blocks[Symbol.asyncIterator]();
  try {
    let block = await iterator.next();
    await announce();
    for (; block.done !== true; block = await iterator.next()) yield block.value;
  } finally {
    await iterator.return?.();
  }
}

async function* packed(blocks: AsyncIterable<Uint8Array>, create: () => Transform): AsyncGenerator<Uint8Array> {
  const source = Readable.from(blocks, { objectMode: false });
  const transform = create();
  source.on('error', (error) => transform.destroy(error));
  source.pipe(transform);
  try {
    yield* transform;
  } finally {
    // A reader that left: destroying the source ends the engine's query.
    source.destroy();
    transform.destroy();
  }
}

/** The range as ISO 8601 writes intervals; an open end is `..`. */
function rangeOf({ from, to }: AuditQuery): string {
  return `${from?.toISOString() ?? '..'}/${to?.toISOString() ?? '..'}`;
}
