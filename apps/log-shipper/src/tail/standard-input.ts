import { headOf } from './file-position.ts';
import type { Cut, Splitter } from './line.ts';
import { eachLine } from './line-run.ts';
import type { Source, SourceBlock } from './source.ts';

/**
 * Lines of standard input, to its end or until told to stop. There is no place to go back to, so no position is kept: a
 * run that is killed is started again with the same input, and what was stored already is not stored twice.
 */
export async function* standardInputBlocks(
  input: AsyncIterable<Buffer> & { destroy(): unknown },
  splitter: Splitter,
  signal: AbortSignal,
): AsyncGenerator<SourceBlock> {
  let source: Source | undefined;
  const block = (lines: readonly Cut[]): SourceBlock => {
    source ??= sourceOf(lines);
    return { source, lines, after: () => null, end: null };
  };
  const stop = () => input.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of input) {
      const lines = splitter.push(chunk);
      if (lines.length > 0) yield block(lines);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  // A line cut short by being told to stop is not a line.
  const rest = signal.aborted ? [] : splitter.end().map((line) => ({ ...line, open: false }));
  if (rest.length > 0) yield block(rest);
}

function sourceOf(lines: readonly Cut[]): Source {
  const [first] = eachLine(lines);
  const firstLine = Buffer.from(first?.bytes ?? []);
  return { path: '(standard input)', head: headOf(firstLine), firstLine };
}
