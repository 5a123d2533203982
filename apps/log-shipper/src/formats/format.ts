import type { LocalisedText } from '@sekisho/audit-events';
import type { Splitter, SplitterStart } from '../tail/line.ts';

/** What a line becomes. */
export type Reading =
  /** An event that brings its own id: it is sent byte for byte. */
  | { readonly kind: 'whole'; readonly json: Buffer }
  /** An event without an id, as JSON that begins with a brace: the id is put in, and the rest sent byte for byte. */
  | { readonly kind: 'bare'; readonly json: Buffer }
  /** An event in the gateway's wire format, without an id unless it has that field. */
  | { readonly kind: 'event'; readonly event: Readonly<Record<string, unknown>> }
  /** A header, a blank line, or one that the mapping skips. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly reason: LocalisedText };

/** How the lines of one source are read. One reader a source: a CSV file's header is the reader's to remember. */
export interface LineReader {
  read(line: Buffer): Reading;
}

/** One kind of file. */
export interface Format {
  createReader(): LineReader;
  createSplitter(from: SplitterStart): Splitter;
}

/** `ndjson`: one JSON object a line. `csv`: our own columns. Logs of other programs are read by a mapping file. */
export type FormatName = 'ndjson' | 'csv';

export function refused(ja: string, en: string): Reading {
  return { kind: 'refused', reason: { ja, en } };
}

export const nothing: Reading = { kind: 'nothing' };
