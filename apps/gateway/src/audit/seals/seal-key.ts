import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSealKey, type SealKey } from '@sekisho/audit-events/seals';

/**
 * The installation's key for seals, in the data folder (`seal-key.pem`, readable by its owner alone); made at first use.
 * Installations of several machines put the same file on each: a chain is signed by one key.
 */
export async function sealKeyOf(dataDir: string): Promise<SealKey> {
  const path = join(dataDir, 'seal-key.pem');
  try {
    return parseSealKey(await readFile(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const key = createSealKey();
  await writeFile(path, key.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  return key;
}

/** A new key, kept nowhere. */
export function createSealKey(): SealKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  return parseSealKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}
