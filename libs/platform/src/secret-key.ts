import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { SecretKey } from './secret-box.ts';

/**
 * The key that stored secrets are encrypted with: `SECRET_KEY` from the configuration, or one made once and kept in
 * the data folder, readable by its owner alone. Gateways that share a database must share it, so they need the former.
 */
export async function loadSecretKey(config: Pick<Config, 'secretKey' | 'dataDir'>): Promise<SecretKey> {
  if (config.secretKey !== undefined) return Buffer.from(config.secretKey, 'base64');
  const path = join(config.dataDir, 'secret-key');
  const found = await readKey(path);
  if (found !== null) return found;
  // Written whole under another name first: of two that start at once, both read what one of them made.
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(secretKeyBytes).toString('base64')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  try {
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const made = await readKey(path);
  if (made === null) throw new Error(`${path} vanished while it was being made`);
  return made;
}

/** AES-256. */
const secretKeyBytes = 32;

async function readKey(path: string): Promise<SecretKey | null> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
  const key = Buffer.from(text, 'base64');
  if (key.length !== secretKeyBytes) {
    throw new Error(
      `${path} does not hold a key (32 bytes in base64). Put the right one back: without it the stored secrets of forwarding can't be read.`,
    );
  }
  return key;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
