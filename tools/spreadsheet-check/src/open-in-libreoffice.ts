import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readSheet, type SheetCell } from './read-sheet.ts';

/** How LibreOffice is told to read a CSV file. */
export interface Reading {
  readonly name: string;
  /** Decimal ASCII, as in its filter options: 44 is the comma. */
  readonly separators: string;
  /** 76 is UTF-8, 64 Shift_JIS. */
  readonly encoding: number;
}

/**
 * Opens the bytes as a CSV file in a LibreOffice of its own, which evaluates what it takes for a formula and detects
 * every special number, and returns the sheet that came of it.
 */
export async function openInLibreOffice(csv: Uint8Array, reading: Reading): Promise<SheetCell[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'sekisho-spreadsheet-'));
  try {
    await writeFile(join(folder, 'log.csv'), csv);
    // Separators, quote, encoding, first line, column types, language, quoted is text, special numbers, …, formulas.
    const filter = `CSV:${reading.separators},34,${reading.encoding},1,,0,false,true,false,false,0,true`;
    await promisify(execFile)(
      'soffice',
      [
        `-env:UserInstallation=file://${folder}/profile`,
        '--headless',
        `--infilter=${filter}`,
        '--convert-to',
        'fods',
        '--outdir',
        folder,
        join(folder, 'log.csv'),
      ],
      { timeout: 120_000 },
    );
    return readSheet(await readFile(join(folder, 'log.fods'), 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
