import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config, Ids } from '@sekisho/platform';

/**
 * The key of whoever runs the installation: from the configuration, or made once and kept in the data folder, readable
 * by its owner alone.
 */
export async function operatorKeyOf(config: Config, ids: Ids): Promise<string> {
  if (config.operatorKey !== undefined) return config.operatorKey;
  const path = join(config.dataDir, 'operator-key');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const key = ids.secret();
  await writeFile(path, `${key}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}
