import { DomainError } from './errors.ts';

/** In which form a part of the audit log is taken out. */
export interface AuditExportForm {
  readonly format: 'csv' | 'ndjson' | 'parquet';
  readonly order: 'newest-first' | 'oldest-first';
  /** `full` is a kind of CSV, `evidence` one of NDJSON; any other form is the default. */
  readonly preset: 'default' | 'full' | 'evidence';
  /** `shift_jis`, of CSV alone, is code page 932. */
  readonly encoding: 'utf-8' | 'shift_jis';
  readonly byteOrderMark: boolean;
  readonly compression: 'none' | 'gzip' | 'zstd';
}

/** Refuses what no reader could make sense of: a byte order mark before Shift_JIS, and Shift_JIS of anything but CSV. */
export function assertExportForm(form: Pick<AuditExportForm, 'format' | 'encoding' | 'byteOrderMark'>): void {
  if (form.encoding !== 'shift_jis') return;
  if (form.format !== 'csv') {
    throw new DomainError(
      'audit-export.encoding-not-of-format',
      {
        ja: `Shift_JIS で出力できるのは CSV だけです。format=csv にするか、encoding を指定しないでください (${form.format} は常に UTF-8 です)。`,
        en: `Only CSV can be in Shift_JIS. Choose format=csv, or leave the encoding out: ${form.format} is always UTF-8.`,
      },
      'encoding',
    );
  }
  if (form.byteOrderMark) {
    throw new DomainError(
      'audit-export.byte-order-mark-not-utf-8',
      {
        ja: 'BOM は UTF-8 の目印なので、Shift_JIS のファイルには付けられません。bom を false にしてください (日本語版の Excel は BOM なしの Shift_JIS をそのまま開けます)。',
        en: 'A byte order mark says that a file is UTF-8, so one in Shift_JIS can have none. Leave bom out: Excel in Japanese opens Shift_JIS without it.',
      },
      'bom',
    );
  }
}
