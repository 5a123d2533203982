import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where prepared exports lie: a folder an organisation, a file a job under the job's id. A file is there only when it is
 * whole: it is written under a name of its own, flushed to disk, and then renamed. Several machines may share the folder.
 */
export interface ExportFolder {
  /** Where the job's file is, or will be. */
  pathOf(organisationId: string, jobId: string): string;
  /**
   * Writes a file from blocks as they come, in flat memory, and puts it into its place. Throws, and leaves nothing, when the
   * blocks throw or the disk does.
   */
  write(file: ExportFileName, runId: string, blocks: AsyncIterable<Uint8Array>): Promise<void>;
  /** Size in bytes, or null when there is no such file. */
  sizeOf(organisationId: string, jobId: string): Promise<number | null>;
  remove(organisationId: string, jobId: string): Promise<void>;
  /** Every file last written before `before`: what a sweep looks at. */
  list(before: Date): Promise<readonly ListedFile[]>;
  removeListed(file: ListedFile): Promise<void>;
}

export interface ExportFileName {
  readonly organisationId: string;
  readonly id: string;
}

export interface ListedFile {
  readonly path: string;
  readonly jobId: string;
  /** Being written, or left by a worker that died. */
  readonly isDraft: boolean;
}

export function createExportFolder(root: string): ExportFolder {
  const pathOf = (organisationId: string, jobId: string) => join(root, organisationId, jobId);
  return {
    pathOf,
    async write({ organisationId, id }, runId, blocks) {
      const folder = join(root, organisationId);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const draft = join(folder, `${id}.${runId}${draftSuffix}`);
      try {
        await writeFlushed(draft, blocks);
        await rename(draft, pathOf(organisationId, id));
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
      await flushFolder(folder);
    },
    async sizeOf(organisationId, jobId) {
      try {
        return (await stat(pathOf(organisationId, jobId))).size;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    remove: (organisationId, jobId) => rm(pathOf(organisationId, jobId), { force: true }),
    async list(before) {
      const found: ListedFile[] = [];
      for (const folder of await namesIn(root)) {
        for (const name of await namesIn(join(root, folder))) {
          const path = join(root, folder, name);
          const jobId = fileName.exec(name)?.[1];
          if (jobId === undefined || !(await isOlder(path, before))) continue;
          found.push({ path, jobId, isDraft: name.endsWith(draftSuffix) });
        }
      }
      return found;
    },
    removeListed: ({ path }) => rm(path, { force: true }),
  };
}

const draftSuffix = '.part';

/** What we put there; whatever else lies in the folder is not ours to touch. */
const fileName = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.[0-9a-f-]{36}\.part)?$/;

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
