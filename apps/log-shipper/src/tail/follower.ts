import { type FileHandle, open } from 'node:fs/promises';
import type { FoundFile } from './discover.ts';
import { anchorAt, type FileLook, type FilePosition, headOf, looksSame } from './file-position.ts';
import { findAnchors, PackedFileUnfinished, packingOf, readFirstLine, readFrom } from './file-reader.ts';
import type { Cut, Line, Splitter, SplitterStart } from './line.ts';
import { isRun, lineOfRun } from './line-run.ts';
import { createPositionBook } from './position-book.ts';
import type { Source, SourceBlock } from './source.ts';

/**
 * Follows files that grow, rotate and are truncated. Each pass reads what is new in every file, in the order files were
 * first seen, and ends; the caller decides when to make the next. A file that was renamed is read on under its old
 * identity; one that was removed is read to its end while it is open; one that was truncated, or replaced in place,
 * starts again at zero. A file that looks as it did when it was read last is not touched.
 */
export interface Follower {
  pass(): AsyncGenerator<SourceBlock>;
  /** Whether the file of a position is still among the files that are followed. */
  isPresent(file: Pick<FilePosition, 'device' | 'inode'>): boolean;
  /** Forgets places that nobody needs any more. */
  forget(isNeeded: (position: FilePosition) => boolean): void;
  /** Gives up every open file. */
  close(): Promise<void>;
}

export interface FollowerOptions {
  /** The files to follow; asked again and again, so that new ones are found. */
  readonly discover: () => Promise<readonly FoundFile[]>;
  readonly known: readonly FilePosition[];
  /** Cuts the content of a file into what is shipped as one event. */
  readonly splitterFor: (path: string, from: SplitterStart) => Splitter;
  /** `once`: each file is read to its end, its last line too if it has no newline. */
  readonly mode: 'follow' | 'once';
  readonly onNotice: (notice: FollowerNotice) => void;
  /** Milliseconds. */
  readonly now: () => number;
  /** Files that may be open at the same time. Default: 256. */
  readonly maximumOpenFiles?: number | undefined;
}

export interface FollowerNotice {
  readonly path: string;
  readonly what: 'truncated' | 'unreadable' | 'unfinished';
  readonly reason?: string | undefined;
}

interface Followed {
  readonly device: number;
  readonly inode: number;
  path: string;
  /** Null while its first line is not complete, or nobody had to look at it yet. */
  source: Source | null;
  place: Place;
  handle: FileHandle | null;
  /** How it looked when it was last read to its end; null: never. */
  read: FileLook | null;
  /** How it looked when it was last found; null once it is no longer found under any name. */
  found: FileLook | null;
  grewAt: number;
  /** Its position when it was last read to its end. */
  noted: FilePosition | null;
  complaint: string | null;
}

type Place = Pick<FilePosition, 'offset' | 'line' | 'anchor' | 'whole'>;

const beginning: Place = { offset: 0, line: 0, anchor: null, whole: null };

/** A file that is no longer found, because it was renamed to a name that nobody asked for, is given up after this long without growing. */
const giveUpAfterMs = 600_000;

export function createFollower(options: FollowerOptions): Follower {
  const { mode, now } = options;
  const book = createPositionBook(options.known);
  const followed = new Map<string, Followed>();
  let discoverAt = Number.NEGATIVE_INFINITY;

  /** Looking at thousands of files takes time: at most a tenth of it is spent so. */
  async function discoverAgain(): Promise<void> {
    const began = now();
    const files = await options.discover();
    for (const file of followed.values()) file.found = null;
    for (const found of files) {
      const key = `${found.device}:${found.inode}`;
      const known = followed.get(key);
      if (known === undefined) {
        followed.set(key, admit(found));
        continue;
      }
      known.path = found.path;
      known.found = found;
    }
    for (const [key, file] of followed) if (file.found === null && file.handle === null) followed.delete(key);
    discoverAt = now() + 9 * (now() - began);
  }

  function admit(found: FoundFile): Followed {
    const { device, inode, path } = found;
    const noted = book.findWhole(found) ?? null;
    const read = noted?.whole ?? null;
    return {
      device,
      inode,
      path,
      source: null,
      place: beginning,
      handle: null,
      read,
      found,
      grewAt: now(),
      noted,
      complaint: null,
    };
  }

  async function* readFile(file: Followed): AsyncGenerator<SourceBlock> {
    if (file.noted !== null && file.noted.path !== file.path) yield renamed(file, file.noted);
    if (file.handle === null && (file.found === null || looksSame(file.read, file.found))) return;
    const handle = file.handle ?? (await openFile(file));
    if (handle === null) return;
    const stat = await handle.stat();
    const look: FileLook = { size: stat.size, modifiedMs: stat.mtimeMs };
    const isGone = stat.nlink === 0 || (file.found === null && now() - file.grewAt > giveUpAfterMs);
    if (looksSame(file.read, look) && !isGone) return;
    const reading = { handle, look, isEnded: isGone || packingOf(file.path) !== null };
    try {
      if (await findPlace(file, reading)) yield* readNew(file, reading);
      file.complaint = null;
    } catch (error) {
      if (!(error instanceof PackedFileUnfinished)) throw error;
      if (mode === 'once') options.onNotice({ path: file.path, what: 'unfinished', reason: error.message });
    }
    file.read = look;
    if (isGone) await letGo(file);
  }

  /** The same place under the new name, for whoever looks at the checkpoint. */
  function renamed(file: Followed, before: FilePosition): SourceBlock {
    const end = { ...before, path: file.path };
    file.noted = end;
    book.note(end);
    const source = file.source ?? { path: file.path, head: end.head, firstLine: Buffer.alloc(0) };
    return { source, lines: [], end, after: () => null };
  }

  interface Reading {
    readonly handle: FileHandle;
    readonly look: FileLook;
    /** No more will be written: what has no newline is a line too. */
    readonly isEnded: boolean;
  }

  async function openFile(file: Followed): Promise<FileHandle | null> {
    const handle = await open(file.path, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (handle === null) return null;
    const stat = await handle.stat();
    if (stat.dev !== file.device || stat.ino !== file.inode) {
      // Rotated this very moment: the next look at the folder tells which file is which.
      await handle.close();
      return null;
    }
    file.handle = handle;
    return handle;
  }

  /** Makes sure that the file's place is one in its present content. False while there is no whole first line. */
  async function findPlace(file: Followed, { handle, look, isEnded }: Reading): Promise<boolean> {
    const packing = packingOf(file.path);
    if (file.source !== null) {
      if (packing !== null || (await isUnchanged(file.source, file.place, handle, look))) return true;
      if (file.place.offset > 0) options.onNotice({ path: file.path, what: 'truncated' });
      file.source = null;
      file.place = beginning;
    }
    const firstLine = await readFirstLine(handle, packing, isEnded || mode === 'once');
    if (firstLine === null) return false;
    const { path, device, inode } = file;
    file.source = { path, head: headOf(firstLine), firstLine };
    const candidates = book
      .candidates({ device, inode, head: file.source.head })
      .filter(({ offset }) => packing !== null || offset <= look.size);
    const found = new Set(await findAnchors(handle, packing, candidates));
    file.place = candidates.find((candidate) => found.has(candidate)) ?? beginning;
    return true;
  }

  async function isUnchanged(source: Source, place: Place, handle: FileHandle, look: FileLook): Promise<boolean> {
    if (look.size < place.offset) return false;
    const firstLine = await readFirstLine(handle, null, true);
    if (firstLine === null || headOf(firstLine) !== source.head) return false;
    return place.anchor === null || (await findAnchors(handle, null, [{ anchor: place.anchor }])).length === 1;
  }

  async function* readNew(file: Followed, { handle, look, isEnded }: Reading): AsyncGenerator<SourceBlock> {
    const source = file.source;
    if (source === null) return;
    const { device, inode } = file;
    const { head } = source;
    const splitter = options.splitterFor(file.path, file.place);
    const positionAt = (place: Place): FilePosition => ({ path: file.path, device, inode, head, ...place });
    const before = file.place;
    const block = (lines: readonly Cut[]): SourceBlock => {
      const start = file.place;
      const after = (cut: Cut) => positionAt(placeAfter(cut, lines, start));
      const last = lines.findLast((cut) => !isOpen(cut));
      if (last !== undefined) file.place = after(last);
      return { source, lines, end: null, after: (cut) => (isOpen(cut) ? positionAt(file.place) : after(cut)) };
    };
    for await (const chunk of readFrom(handle, packingOf(file.path), file.place.offset)) {
      const lines = splitter.push(chunk);
      if (lines.length > 0) yield block(lines);
    }
    const rest = splitter.end();
    if (rest.length > 0 && (isEnded || mode === 'once')) yield block(rest.map((line) => ({ ...line, open: !isEnded })));
    if (file.place.offset > before.offset) file.grewAt = now();
    file.place = { ...file.place, whole: rest.length === 0 || isEnded ? look : null };
    const end = positionAt(file.place);
    file.noted = end;
    book.note(end);
    yield { source, lines: [], end, after: () => null };
  }

  async function letGo(file: Followed): Promise<void> {
    const { handle } = file;
    file.handle = null;
    await handle?.close();
    if (file.found === null) followed.delete(`${file.device}:${file.inode}`);
  }

  function complain(file: Followed, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    // Once, not in every pass; again when it was readable in between.
    if (file.complaint !== reason) options.onNotice({ path: file.path, what: 'unreadable', reason });
    file.complaint = reason;
  }

  /** Closes what has not grown for the longest time; a file that is no longer found under a name only if it must be. */
  async function closeSurplus(maximum: number): Promise<void> {
    const open = [...followed.values()].filter(({ handle }) => handle !== null);
    if (open.length <= maximum) return;
    const nameless = ({ found }: Followed) => (found === null ? 1 : 0);
    open.sort((a, b) => nameless(a) - nameless(b) || a.grewAt - b.grewAt);
    for (const file of open.slice(0, open.length - maximum)) await letGo(file);
  }

  return {
    async *pass() {
      if (now() >= discoverAt) await discoverAgain();
      for (const file of [...followed.values()]) {
        try {
          yield* readFile(file);
        } catch (error) {
          complain(file, error);
        }
        await closeSurplus(mode === 'once' ? 0 : (options.maximumOpenFiles ?? 256));
      }
    },
    isPresent: ({ device, inode }) => followed.has(`${device}:${inode}`),
    forget: book.forget,
    close: async () => {
      for (const file of followed.values()) await letGo(file);
    },
  };
}

function isOpen(cut: Cut): boolean {
  return !isRun(cut) && cut.open;
}

/** Blank lines mark no place: the one before them does. */
function placeAfter(cut: Cut, cuts: readonly Cut[], start: Place): Place {
  const marked = isRun(cut) ? cut : cuts.findLast((other) => other.start <= cut.start && other.bytes.length > 0);
  return {
    offset: cut.end,
    line: cut.number + cut.lines - 1,
    anchor: marked === undefined ? start.anchor : anchorAt(lastLineOf(marked)),
    whole: null,
  };
}

function lastLineOf(cut: Cut): Line {
  return isRun(cut) ? lineOfRun(cut, cut.lines - 1) : cut;
}
