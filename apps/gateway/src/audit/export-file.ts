import { Readable, type Transform } from 'node:stream';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import type { AuditQuery, AuditStore } from '@sekisho/audit-store';
import type { AuditExportForm } from '@sekisho/domain';
import { ShiftJisEncoder } from './shift-jis/shift-jis-encoder.ts';

export interface ExportChoice extends AuditExportForm {
  readonly now: Date;
  /** Called once, when the engine has begun to answer and before the first byte leaves: the log says who took it. */
  readonly onBegin: (description: { readonly range: string; readonly format: string }) => Promise<void>;
  /** Called before the last byte leaves, where Shift_JIS had to replace characters: only then is their number known. */
  readonly onReplaced: (replaced: { readonly range: string; readonly count: number }) => Promise<void>;
}

/** A file that is made while it is read. */
export interface ExportedFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
  /** Whether the blocks are the engine's own, which nobody needs once they are sent. */
  readonly disposable?: boolean | undefined;
}

/** The events that match, as a file of the chosen kind. Ending the iteration early ends the engine's query. */
export function exportFile(store: AuditStore, query: AuditQuery, choice: ExportChoice): ExportedFile {
  const range = rangeOf(query);
  const blocks = announced(exportBlocks(store, query, choice), () =>
    choice.onBegin({ range, format: choice.format.toUpperCase() }),
  );
  const plain =
    choice.encoding === 'shift_jis' ? inShiftJis(blocks, (count) => choice.onReplaced({ range, count })) : blocks;
  return {
    ...exportName(choice, choice.now),
    body: compressed(plain, choice.compression),
    disposable: plain === blocks && choice.compression === 'none' && choice.format !== 'parquet',
  };
}

/** How the file is called, and what it is. */
export function exportName(
  form: Pick<AuditExportForm, 'format' | 'encoding' | 'compression'>,
  now: Date,
): Pick<ExportedFile, 'fileName' | 'contentType'> {
  const stamp = now.toISOString().replace(/[-:]/g, '').slice(0, 15);
  const fileName = `auditlog-${stamp}Z.${form.format}`;
  switch (form.compression) {
    case 'none':
      return {
        fileName,
        contentType: form.encoding === 'shift_jis' ? shiftJisCsv : contentTypes[form.format],
      };
    case 'gzip':
      return { fileName: `${fileName}.gz`, contentType: 'application/gzip' };
    case 'zstd':
      return { fileName: `${fileName}.zst`, contentType: 'application/zstd' };
  }
}

const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
} as const;

const shiftJisCsv = 'text/csv; charset=Shift_JIS';

/** The file as the engine writes it: text in UTF-8, and as large as it is. */
export function exportBlocks(
  store: Pick<AuditStore, 'exportCsv' | 'exportNdjson' | 'exportParquet'>,
  query: AuditQuery,
  form: AuditExportForm,
): AsyncIterable<Uint8Array> {
  switch (form.format) {
    case 'csv':
      return store.exportCsv(query, { ...form, preset: form.preset === 'full' ? 'full' : 'default' });
    case 'ndjson':
      return store.exportNdjson(query, { ...form, preset: form.preset === 'evidence' ? 'evidence' : 'default' });
    case 'parquet':
      return store.exportParquet(query, form);
  }
}

/** The text in Shift_JIS. `onReplaced` is waited for before the end, and only called where there is something to say. */
export async function* inShiftJis(
  blocks: AsyncIterable<Uint8Array>,
  onReplaced: (count: number) => Promise<void> | void,
): AsyncGenerator<Uint8Array> {
  const encoder = new ShiftJisEncoder();
  for await (const block of blocks) yield encoder.encode(block);
  const rest = encoder.end();
  if (encoder.replaced > 0) await onReplaced(encoder.replaced);
  yield rest;
}

export function compressed(
  plain: AsyncIterable<Uint8Array>,
  compression: AuditExportForm['compression'],
): AsyncIterable<Uint8Array> {
  switch (compression) {
    case 'none':
      return plain;
    case 'gzip':
      // Fast rather than small: the reader waits for this, and the network is mostly quicker than level 6.
      return packed(plain, () => createGzip({ level: constants.Z_BEST_SPEED, chunkSize }));
    case 'zstd':
      return packed(plain, () => createZstdCompress({ chunkSize }));
  }
}

const chunkSize = 256 * 1024;

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
