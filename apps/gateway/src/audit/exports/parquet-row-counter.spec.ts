import { expect, it } from 'vitest';
import { ParquetRowCounter } from './parquet-row-counter.ts';

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(value >> 7)]);
const int = (value: number) => varint(value * 2);
const text = (value: string) => [...varint(Buffer.byteLength(value)), ...Buffer.from(value)];

/** A page and its header: its kind, its sizes, a checksum, and what is told by its kind. */
function page(kind: number, bytes: number, about: readonly number[]): Buffer {
  const sizes = [0x15, ...int(bytes * 3), 0x15, ...int(bytes), 0x15, ...int(77)];
  const header = [0x15, ...int(kind), ...sizes, ...about, 0];
  return Buffer.concat([Buffer.from(header), Buffer.alloc(bytes, 0x15)]);
}

/** `DataPageHeader`, with the least and the greatest value among its statistics. */
const dataPage = (values: number, bytes: number) =>
  page(0, bytes, [
    ...[0x1c, 0x15, ...int(values), 0x15, ...int(8), 0x15, ...int(3), 0x15, ...int(3)],
    ...[0x1c, 0x36, ...int(0), 0x28, ...text('ミカン'.repeat(40)), 0x18, ...text('a'), 0x11, 0x12, 0],
    0,
  ]);
const dictionaryPage = (values: number, bytes: number) =>
  page(2, bytes, [0x3c, 0x15, ...int(values), 0x15, ...int(0), 0]);
/** `DataPageHeaderV2`, the eighth field. */
const secondDataPage = (values: number, bytes: number) =>
  page(3, bytes, [0x4c, 0x15, ...int(values), 0x15, ...int(0), 0]);
/** `ColumnChunk`: where it began, and of its metadata a number, lists of numbers, texts and flags, and a structure. */
const chunk = Buffer.from([
  ...[0x26, ...int(4), 0x1c, 0x15, ...int(6), 0x19, 0x25, ...int(0), ...int(6), 0x19, 0x18, ...text('product')],
  ...[0x19, 0x22, 1, 2, 0x1c, 0x18, ...text('a'), 0, 0x19, 0xf5, ...varint(20), ...Array(20).fill(2), 0x17],
  ...[...Buffer.alloc(8), 0, 0x16, ...int(400), 0],
]);
/** `ColumnIndex` begins with a list, `FileMetaData` with a number and a list. */
const columnIndex = Buffer.from([0x19, 0x21, 1, 1, 0]);
const account = Buffer.from([0x15, ...int(2), 0x19, 0x1c, 0x15, ...int(9), 0, 0]);

const magic = Buffer.from('PAR1');
const twoColumns = [
  ...[dictionaryPage(7, 90), dataPage(200, 1000), dataPage(100, 64), chunk],
  ...[secondDataPage(300, 2000), chunk],
];

it.each([
  ['nothing', [], 0],
  ['two columns of one group', [magic, ...twoColumns], 300],
  ['two groups and what follows them', [magic, ...twoColumns, ...twoColumns, columnIndex, account, magic], 600],
  ['an account alone, as of no rows', [magic, account, magic], 0],
  ['a column and a half', [magic, ...twoColumns.slice(0, 3), dataPage(150, 70)], 225],
  ['something else', [Buffer.alloc(5_000, 0x99)], 0],
] as const)('%s, however it is cut', (_, pieces, rows) => {
  const file = Buffer.concat(pieces);
  for (const size of [1, 7, 1000, 100_000]) {
    const counter = new ParquetRowCounter(2);
    for (let at = 0; at < file.length; at += size) counter.count(file.subarray(at, at + size));
    expect(counter.rows).toBe(rows);
  }
});
