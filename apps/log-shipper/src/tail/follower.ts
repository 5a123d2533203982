import type { FileHandle } from 'node:fs/promises';
import { type FilePosition, headOf } from './file-identity.ts';
import { compressionOf, openIfThere, readFirstLine, readFrom } from './file-reader.ts';
import { type Line, LineSplitter } from './line-splitter.ts';
import type { SourceLine } from './source-line.ts';

/**
 * Follows files that grow, rotate and are truncated. Each pass reads what is new in every file, in the order files
 * were first seen, and ends; the caller decides when to make the next. A file that was renamed is read to its end under
 * its old identity; one that vanished keeps its open handle until it is read out; one that was truncated, or replaced
 * in place, starts again at zero.
 */
export interface Follower {
  /** Every complete line that is new, with the position after it. */
  pass(options: { final: boolean }): AsyncGenerator<SourceLine>;
  /** Gives up every open file. */
  close(): Promise<void>;
}

interface Followed {
  position: FilePosition;
  firstLine: Buffer;
  handle: FileHandle;
}

export function createFollower(options: {
  /** Resolves the paths to follow; asked anew in each pass, so that new files are found. */
  readonly discover: () => Promise<readonly string[]>;
  readonly known: readonly FilePosition[];
  /** Told when a file starts again at zero or can't be read, for the log. */
  readonly onNotice: (notice: { path: string; what: 'truncated' | 'unreadable'; reason?: string }) => void;
}): Follower {
  const followed: Followed[] = [];
  const remembered = [...options.known];

  async function admit(path: string, final: boolean): Promise<void> {
    const handle = await openIfThere(path).catch((error: Error) => {
      options.onNotice({ path, what: 'unreadable', reason: error.message });
      return null;
    });
    if (handle === null) return;
    const stat = await handle.stat();
    const already = followed.find(({ position }) => position.device === stat.dev && position.inode === stat.ino);
    if (!stat.isFile() || already !== undefined) {
      if (already !== undefined) already.position = { ...already.position, path };
      await handle.close();
      return;
    }
    const firstLine = await readFirstLine(path, final || compressionOf(path) !== null);
    const head = firstLine === null ? '' : headOf(firstLine);
    const identity = { path, device: stat.dev, inode: stat.ino, head };
    const position = resume(identity) ?? { ...identity, offset: 0, line: 0 };
    followed.push({ handle, position, firstLine: firstLine ?? Buffer.alloc(0) });
  }

  /** The remembered position of the same content: the same inode first, then the same head (copied or compressed since). */
  function resume(identity: Omit<FilePosition, 'offset' | 'line'>): FilePosition | undefined {
    if (identity.head === '') return undefined;
    const same = remembered.filter((position) => position.head === identity.head);
    const found =
      same.find((p) => p.inode === identity.inode && p.device === identity.device) ??
      same.find((p) => p.path === identity.path);
    return found === undefined ? undefined : { ...identity, offset: found.offset, line: found.line };
  }

  /** Notices a first line that has become complete, and content that was truncated or written anew in place. */
  async function lookAgain(file: Followed, final: boolean): Promise<void> {
    const { position } = file;
    if (compressionOf(position.path) !== null) return;
    const firstLine = await readFirstLine(position.path, final, file.handle);
    const head = firstLine === null ? '' : headOf(firstLine);
    const { size } = await file.handle.stat();
    if (size >= position.offset && head === position.head) return;
    if (position.offset > 0) options.onNotice({ path: position.path, what: 'truncated' });
    file.firstLine = firstLine ?? Buffer.alloc(0);
    file.position = { ...position, head, offset: 0, line: 0 };
  }

  async function* readNew(file: Followed, final: boolean): AsyncGenerator<SourceLine> {
    const splitter = new LineSplitter(file.position);
    const emit = (line: Line & { truncated: boolean }): SourceLine => {
      file.position = { ...file.position, offset: line.end, line: line.number };
      const { path, head } = file.position;
      return { ...line, path, head, firstLine: file.firstLine, after: file.position };
    };
    for await (const chunk of readFrom(file.position.path, file.position.offset, file.handle)) {
      for (const line of splitter.push(chunk)) yield emit(line);
    }
    const complete = final || compressionOf(file.position.path) !== null;
    if (complete) for (const line of splitter.end()) yield emit(line);
  }

  async function letGo(file: Followed): Promise<void> {
    followed.splice(followed.indexOf(file), 1);
    await file.handle.close();
  }

  return {
    async *pass({ final }) {
      for (const path of await options.discover()) await admit(path, final);
      for (const file of [...followed]) {
        await lookAgain(file, final);
        if (file.position.head === '') continue;
        const gone = (await file.handle.stat()).nlink === 0;
        yield* readNew(file, final || gone);
        if (gone) await letGo(file);
      }
    },
    close: async () => {
      await Promise.all(followed.splice(0).map(({ handle }) => handle.close()));
    },
  };
}
