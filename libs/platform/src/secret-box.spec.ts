import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decryptSecret, encryptSecret, SecretUnreadable } from './secret-box.ts';
import { loadSecretKey } from './secret-key.ts';

describe('encrypted secrets', () => {
  const key = randomBytes(32);

  it('come back as they went in, and never look the same twice', () => {
    const stored = encryptSecret(key, 'whsec_ひみつ', 'org_a/1');
    expect(decryptSecret(key, stored, 'org_a/1')).toBe('whsec_ひみつ');
    expect(stored.includes(Buffer.from('whsec_'))).toBe(false);
    expect(encryptSecret(key, 'whsec_ひみつ', 'org_a/1').equals(stored)).toBe(false);
  });

  it.each([
    ['with another key', (stored: Buffer) => decryptSecret(randomBytes(32), stored, 'org_a/1')],
    ['in the row of somebody else', (stored: Buffer) => decryptSecret(key, stored, 'org_b/1')],
    ['when cut short', (stored: Buffer) => decryptSecret(key, stored.subarray(0, 20), 'org_a/1')],
    [
      'when a bit was changed',
      (stored: Buffer) => {
        const changed = Buffer.from(stored);
        changed.writeUInt8((changed.at(-1) ?? 0) ^ 1, changed.length - 1);
        return decryptSecret(key, changed, 'org_a/1');
      },
    ],
  ])('can not be read %s', (_, read) => {
    expect(() => read(encryptSecret(key, 'token', 'org_a/1'))).toThrow(SecretUnreadable);
  });
});

describe('the installation key', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sekisho-key-'));
  });
  afterEach(async () => rm(dataDir, { recursive: true, force: true }));

  it('is made once, for the owner alone, and found again', async () => {
    const [one, other] = await Promise.all([
      loadSecretKey({ secretKey: undefined, dataDir }),
      loadSecretKey({ secretKey: undefined, dataDir }),
    ]);
    expect(one).toHaveLength(32);
    expect(other.equals(one)).toBe(true);
    expect((await stat(join(dataDir, 'secret-key'))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(dataDir, 'secret-key'), 'utf8')).trim()).toBe(one.toString('base64'));
    expect((await loadSecretKey({ secretKey: undefined, dataDir })).equals(one)).toBe(true);
  });

  it('is the one of the configuration where that names one, and nothing is written', async () => {
    const given = randomBytes(32);
    expect((await loadSecretKey({ secretKey: given.toString('base64'), dataDir })).equals(given)).toBe(true);
    await expect(stat(join(dataDir, 'secret-key'))).rejects.toThrow('ENOENT');
  });

  it('is refused when the file holds something else', async () => {
    await writeFile(join(dataDir, 'secret-key'), 'too short');
    await expect(loadSecretKey({ secretKey: undefined, dataDir })).rejects.toThrow(/secret-key/);
  });
});
