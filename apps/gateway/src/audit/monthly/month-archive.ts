import type { AuditExportForm } from '@sekisho/domain';
import { type ExportedFile, inShiftJis } from '../export-file.ts';
import type { Month } from './month.ts';
import { type ZipEntry, zipStream } from './zip-stream.ts';

export interface MonthArchiveChoice {
  /** Which log it is a month of, as its name begins. */
  readonly prefix: 'auditlog' | 'accesslog';
  readonly product: string;
  readonly month: Month;
  /** The month's CSV in UTF-8. */
  readonly csv: AsyncIterable<Uint8Array>;
  readonly encoding: AuditExportForm['encoding'];
  /** When the file was first made or due, and how many of its events were stored after that. */
  readonly dueAt: Date;
  readonly late: number;
  readonly now: Date;
  /** Called once, before the first byte leaves. */
  readonly onBegin: () => Promise<void>;
}

/**
 * A month of a product as `auditlog-202604-Backlog-csv.zip`: the CSV, and a note that says which month in which time zone
 * it is, whether events came late, and how many characters Shift_JIS does not have.
 */
export function monthArchive(choice: MonthArchiveChoice): ExportedFile {
  const { prefix, month, product } = choice;
  const name = `${prefix}-${month.name.replace('-', '')}${zoneMark(month)}-${fileSafe(product)}`;
  return { fileName: `${name}-csv.zip`, contentType: 'application/zip', body: zipStream(entries(choice, name)) };
}

function* entries(choice: MonthArchiveChoice, name: string): Generator<ZipEntry> {
  let replaced = 0;
  const utf8 = announced(choice);
  const body =
    choice.encoding === 'utf-8'
      ? utf8
      : inShiftJis(utf8, async (count) => {
          replaced = count;
        });
  yield { name: `${name}.csv`, modifiedAt: choice.now, body };
  // Asked for when the CSV is whole, so by then the number is known.
  yield { name: 'README.txt', modifiedAt: choice.now, body: oneBlock(noteOf(choice, replaced)) };
}

async function* announced({ csv, onBegin }: MonthArchiveChoice): AsyncGenerator<Uint8Array> {
  let begun = false;
  for await (const block of csv) {
    if (!begun) await onBegin();
    begun = true;
    yield block;
  }
}

async function* oneBlock(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function noteOf({ product, month, dueAt, late, now, encoding }: MonthArchiveChoice, replaced: number): string {
  const range = `${month.from.toISOString()} / ${month.to.toISOString()}`;
  return [
    `${product} ${month.name} (${month.timeZone})`,
    `対象期間 / range: ${range} (終端を含まない / end exclusive)`,
    '日時の列は UTC です。 / The column date is in UTC.',
    `作成日時 / made at: ${now.toISOString()}`,
    late === 0
      ? '遅れて届いたイベントはありません。 / No event came late.'
      : `訂正版: ${late} 件のイベントが ${dueAt.toISOString()} より後に届きました。 / Corrected: ${late} events arrived after ${dueAt.toISOString()}.`,
    ...(encoding === 'utf-8' ? [] : [encodingNote(replaced)]),
    '',
  ].join('\r\n');
}

function encodingNote(replaced: number): string {
  return replaced === 0
    ? '文字コードは Shift_JIS です。置き換えた文字はありません。 / In Shift_JIS. No character was replaced.'
    : `文字コードは Shift_JIS です。Shift_JIS にない ${replaced} 文字を〓に置き換えました。元の文字は UTF-8 のファイルにあります。 / In Shift_JIS. It does not have ${replaced} of the characters, which became 〓; the file in UTF-8 has them.`;
}

/** UTC is the default and goes without saying. */
function zoneMark({ timeZone }: Month): string {
  return timeZone === 'UTC' ? '' : `-${timeZone.replaceAll('/', '_')}`;
}

/** What every file system takes. */
function fileSafe(product: string): string {
  return product.replace(/[^\p{L}\p{N}._ -]/gu, '_');
}
