/** How many events an export holds so far, from the bytes as they pass. */
export interface RowCounter {
  readonly rows: number;
  count(block: Uint8Array): void;
}
