import type { Clock } from '@sekisho/platform';
import { type Database, expireExportJobs, findWantedFileIds, forgetExportJobs } from '@sekisho/storage';
import type { Kysely } from 'kysely';
import type { ExportFolder } from './export-folder.ts';

/** How long a job without a file is remembered, so that its requester sees what became of it. In milliseconds. */
const rememberedMs = 30 * 86_400_000;

/** A file or draft that was written to within this time is nobody's leftover. In milliseconds. */
const freshMs = 3_600_000;

/**
 * Takes away what is past its time: jobs expire with their files, then files go that no job has (removed while they were
 * written, left by a worker that died), then jobs that ended long ago.
 */
export async function pruneExports(
  dependencies: { readonly db: Kysely<Database>; readonly folder: ExportFolder; readonly clock: Clock },
  signal: AbortSignal,
): Promise<{ readonly files: number }> {
  const { db, folder, clock } = dependencies;
  const now = clock.now();
  for (const { organisationId, id, fileId } of await expireExportJobs(db, now)) {
    if (fileId !== null) await folder.remove({ organisationId, jobId: id, fileId });
  }
  const listed = await folder.list(new Date(now.getTime() - freshMs));
  const wanted = await findWantedFileIds(
    db,
    listed.map(({ fileId }) => fileId),
  );
  let files = 0;
  for (const file of listed) {
    if (signal.aborted) break;
    if (wanted.has(file.fileId)) continue;
    await folder.removeListed(file);
    files += 1;
  }
  await forgetExportJobs(db, new Date(now.getTime() - rememberedMs));
  return { files };
}
