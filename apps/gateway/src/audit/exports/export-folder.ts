import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where prepared exports lie: a folder an organisation, a file an attempt, under the ids of its job and of the attempt. A
 * file is there only when it is whole: it is written as a draft, flushed to disk, and then renamed. That the attempt is part
 * of the name keeps a slow worker that has lost its job from putting its file in place of another's. Several machines may
 * share the folder.
 */
export interface ExportFolder {
  /** Where the file is, or will be. */
  pathOf(file: ExportFile): string;
  /**
   * Writes a file from blocks as they come, in flat memory, and puts it into its place. Throws, and leaves nothing, when the
   * blocks throw or the disk does.
   */
  write(file: ExportFile, blocks: AsyncIterable<Uint8Array>): Promise<void>;
  /** Whether the file is there. */
  has(file: ExportFile): Promise<boolean>;
  remove(file: ExportFile): Promise<void>;
  /** Every file and draft last written before `before`: what a sweep looks at. */
  list(before: Date): Promise<readonly ListedFile[]>;
  removeListed(file: ListedFile): Promise<void>;
}

export interface ExportFile {
  readonly organisationId: string;
  readonly jobId: string;
  /** The attempt that made it. */
  readonly fileId: string;
}

export interface ListedFile {
  readonly path: string;
  readonly fileId: string;
}

export function createExportFolder(root: string): ExportFolder {
  const pathOf = ({ organisationId, jobId, fileId }: ExportFile) => join(root, organisationId, `${jobId}.${fileId}`);
  return {
    pathOf,
    async write(file, blocks) {
      const folder = join(root, file.organisationId);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const draft = `${pathOf(file)}${draftSuffix}`;
      try {
        await writeFlushed(draft, blocks);
        await rename(draft, pathOf(file));
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
      await flushFolder(folder);
    },
    async has(file) {
      try {
        return (await stat(pathOf(file))).isFile();
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    },
    remove: (file) => rm(pathOf(file), { force: true }),
    async list(before) {
      const found: ListedFile[] = [];
      for (const folder of await namesIn(root)) {
        for (const name of await namesIn(join(root, folder))) {
          const path = join(root, folder, name);
          const fileId = fileName.exec(name)?.[1];
          if (fileId === undefined || !(await isOlder(path, before))) continue;
          found.push({ path, fileId });
        }
      }
      return found;
    },
    removeListed: ({ path }) => rm(path, { force: true }),
  };
}

const draftSuffix = '.part';

/** What we put there; whatever else lies in the folder is not ours to touch. */
const fileName = /^[0-9a-f-]{36}\.([0-9a-f-]{36})(?:\.part)?$/;

async function writeFlushed(path: string, blocks: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    // Each block is on its way to the disk before the next one is asked for.
    for await (const block of blocks) await file.appendFile(block);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename is durable once the folder is. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function isOlder(path: string, before: Date): Promise<boolean> {
  try {
    return (await stat(path)).mtime < before;
  } catch (error) {
    // Another worker swept it away meanwhile.
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
