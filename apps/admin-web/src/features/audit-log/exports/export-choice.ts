/** What a reader chooses of an exported file, and what that means to the API. */
export interface ExportChoice {
  readonly format: 'csv' | 'ndjson' | 'parquet';
  /** Every column, or what verification needs; which of them depends on the format. */
  readonly preset: 'default' | 'full' | 'evidence';
  /** `excel`: UTF-8 with a byte order mark. */
  readonly text: 'excel' | 'utf-8' | 'shift_jis';
  readonly compression: 'none' | 'gzip' | 'zstd';
}

export const firstChoice: ExportChoice = { format: 'csv', preset: 'default', text: 'excel', compression: 'none' };

/** The presets of each format; a single one is no choice. */
export const presetsOf: Readonly<Record<ExportChoice['format'], readonly ExportChoice['preset'][]>> = {
  csv: ['default', 'full'],
  ndjson: ['default', 'evidence'],
  parquet: ['default'],
};

export interface ExportForm {
  readonly format: ExportChoice['format'];
  readonly preset: ExportChoice['preset'];
  readonly encoding: 'utf-8' | 'shift_jis';
  readonly bom: boolean;
  readonly compression: ExportChoice['compression'];
}

/** Leaves out what the chosen format does not have, so that what is hidden in the form is never refused. */
export function formOf({ format, preset, text, compression }: ExportChoice): ExportForm {
  return {
    format,
    preset: presetsOf[format].includes(preset) ? preset : 'default',
    encoding: format === 'csv' && text === 'shift_jis' ? 'shift_jis' : 'utf-8',
    bom: format === 'csv' && text === 'excel',
    compression,
  };
}

/** From so many events on, a file is better prepared in the background than waited for. */
export const manyEvents = 1_000_000;
