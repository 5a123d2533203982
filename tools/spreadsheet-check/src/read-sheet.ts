/** A cell of a sheet as LibreOffice has read it. */
export interface SheetCell {
  readonly text: string;
  /** Only where it became one. */
  readonly formula?: string;
}

/**
 * The rows of the first sheet of a flat OpenDocument file (`.fods`), without the empty ones at the end. Lines of a cell are
 * paragraphs there, and spaces, tabs and line breaks have elements of their own (OpenDocument 1.3, sections 6.1 and 9.1).
 * LibreOffice has just written the file, so it is well-formed, and no prefix is another than usual.
 */
export function readSheet(fods: string): SheetCell[][] {
  const table = /<table:table [^>]*>(.*?)<\/table:table>/s.exec(fods)?.[1];
  if (table === undefined) throw new Error('the file has no sheet');
  const rows: SheetCell[][] = [];
  for (const [, attributes = '', content = ''] of table.matchAll(element('table:table-row'))) {
    const cells = [...content.matchAll(element('table:table-cell'))].flatMap(([, of = '', inner = '']) =>
      repeated(of, 'columns', readCell(of, inner)),
    );
    while (cells.length > 0 && isEmpty(cells.at(-1))) cells.pop();
    rows.push(...repeated(attributes, 'rows', cells));
  }
  while (rows.length > 0 && rows.at(-1)?.length === 0) rows.pop();
  return rows;
}

function readCell(attributes: string, inner: string): SheetCell {
  const formula = attribute(attributes, 'table:formula');
  const text = [...inner.matchAll(element('text:p'))].map(([, , paragraph = '']) => readText(paragraph)).join('\n');
  return formula === undefined ? { text } : { text, formula };
}

function readText(paragraph: string): string {
  const spaces = paragraph.replaceAll(/<text:s(?: text:c="(\d+)")?\s*\/>/g, (_, count: string | undefined) =>
    ' '.repeat(Number(count ?? 1)),
  );
  return unescaped(
    spaces
      .replaceAll(/<text:tab\s*\/>/g, '\t')
      .replaceAll(/<text:line-break\s*\/>/g, '\n')
      .replaceAll(/<[^>]+>/g, ''),
  );
}

/** Matches `<name …/>` and `<name …>…</name>`: its attributes, its content. No element of ours holds another of its name. */
function element(name: string): RegExp {
  return new RegExp(`<${name}((?:\\s[^>]*?)?)(?:/>|>(.*?)</${name}>)`, 'gs');
}

function attribute(attributes: string, name: string): string | undefined {
  const written = new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1];
  return written === undefined ? undefined : unescaped(written);
}

function repeated<T>(attributes: string, what: 'rows' | 'columns', thing: T): T[] {
  const times = Number(attribute(attributes, `table:number-${what}-repeated`) ?? 1);
  // A sheet ends with thousands of empty rows and columns; they are nobody's.
  return times > 1_000 ? [thing] : Array.from({ length: times }, () => thing);
}

function isEmpty(cell: SheetCell | undefined): boolean {
  return cell?.text === '' && cell.formula === undefined;
}

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return named[name] ?? whole;
  });
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
