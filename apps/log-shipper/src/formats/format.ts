/** What a line becomes: an event in the gateway's wire format, nothing (a header, a blank line), or a refusal with its reason. */
export type Reading =
  | { readonly kind: 'event'; readonly event: Readonly<Record<string, unknown>> }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly reason: string };

/** How the lines of one source are read. One reader a source: a CSV file's header is the reader's to remember. */
export interface LineReader {
  read(line: string): Reading;
}

/** `ndjson`: one JSON object a line. `csv`: our own columns. Otherwise the path of a mapping file for access logs. */
export type FormatName = 'ndjson' | 'csv';
