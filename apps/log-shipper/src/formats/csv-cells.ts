/** The cells of one CSV record (RFC 4180); null where its quotes make no sense. */
export function parseCells(record: string): string[] | null {
  if (!record.includes('"')) return record.split(',');
  const cells: string[] = [];
  for (let at = 0; ; ) {
    if (record[at] !== '"') {
      const comma = record.indexOf(',', at);
      const cell = record.slice(at, comma === -1 ? undefined : comma);
      if (cell.includes('"')) return null;
      cells.push(cell);
      if (comma === -1) return cells;
      at = comma + 1;
      continue;
    }
    const end = closingQuote(record, at + 1);
    if (end === -1) return null;
    cells.push(record.slice(at + 1, end).replaceAll('""', '"'));
    if (end + 1 === record.length) return cells;
    if (record[end + 1] !== ',') return null;
    at = end + 2;
  }
}

function closingQuote(record: string, from: number): number {
  for (let at = record.indexOf('"', from); at !== -1; at = record.indexOf('"', at + 2)) {
    if (record[at + 1] !== '"') return at;
  }
  return -1;
}
