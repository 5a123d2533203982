import type { Clock } from '@sekisho/platform';
import { type Database, expireExportJobs, findExportStates, forgetExportJobs } from '@sekisho/storage';
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
  for (const job of await expireExportJobs(db, now)) await folder.remove(job.organisationId, job.id);
  const listed = await folder.list(new Date(now.getTime() - freshMs));
  const states = await findExportStates(db, [...new Set(listed.map(({ jobId }) => jobId))]);
  let files = 0;
  for (const file of listed) {
    if (signal.aborted) break;
    const state = states.get(file.jobId);
    // A running job's file is one that its worker has just put there, or is still writing.
    if (state === 'running' || (state === 'ready' && !file.isDraft)) continue;
    await folder.removeListed(file);
    files += 1;
  }
  await forgetExportJobs(db, new Date(now.getTime() - rememberedMs));
  return { files };
}
