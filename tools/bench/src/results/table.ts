import type { BenchResult } from './result.ts';

/** The results as a table for a terminal. */
export function renderTable(results: readonly BenchResult[]): string {
  const header = ['measured', 'value', 'against', 'ratio', 'target', 'met'];
  const rows = results.map((result) => [
    result.name,
    `${round(result.value)} ${result.unit}`,
    result.against,
    result.ratio === null ? '' : result.ratio.toFixed(2),
    result.target ?? '',
    result.met === null ? '' : result.met ? 'yes' : 'NO',
  ]);
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}
