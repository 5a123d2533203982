import { headOf } from './file-identity.ts';
import { LineSplitter } from './line-splitter.ts';
import type { SourceLine } from './source-line.ts';

/**
 * Lines of standard input, to its end. There is no place to go back to, so no position is kept: a run that is killed
 * is started again with the same input, and what was stored already is not stored twice.
 */
export async function* standardInputLines(input: AsyncIterable<Buffer>): AsyncGenerator<SourceLine> {
  const splitter = new LineSplitter({ offset: 0, line: 0 });
  let firstLine: Buffer | undefined;
  let head = '';
  const label = (line: Omit<SourceLine, 'path' | 'head' | 'firstLine' | 'after'>): SourceLine => {
    if (firstLine === undefined) {
      firstLine = line.bytes;
      head = headOf(line.bytes);
    }
    return { ...line, path: '(standard input)', head, firstLine, after: null };
  };
  for await (const chunk of input) for (const line of splitter.push(chunk)) yield label(line);
  for (const line of splitter.end()) yield label(line);
}
