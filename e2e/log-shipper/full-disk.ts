import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { note } from '../support/note.ts';
import type { ShipperProcess } from './run-shipper.ts';

const run = promisify(execFile);

/** A state folder whose disk can be made full and free again, for one shipper. */
export interface StateDisk {
  /** What the shipper is started by. */
  readonly wrapper: readonly string[];
  /** What its complaint says while the disk is full. */
  readonly complaint: RegExp;
  fill(shipper: ShipperProcess): Promise<void>;
  free(shipper: ShipperProcess): Promise<void>;
  /** Where its state folder is seen from outside. */
  seenFrom(shipper: ShipperProcess): string;
}

/**
 * A real file system of 1 MiB (tmpfs) in a mount namespace of its own, which goes away with the process. Where this user
 * may not mount, the kernel's limit on the size of files stands in for it: writes are refused as well, with another code.
 */
export async function stateDisk(stateDir: string): Promise<StateDisk> {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const inNamespace = (command: string) => ['unshare', '--mount', ...user, 'sh', '-c', command, 'sh'];
  const mount = `mount -t tmpfs -o size=1m tmpfs "$0"`;
  const [program = '', ...args] = ['unshare', '--mount', ...user, 'sh', '-c', mount, stateDir];
  const mayMount = await run(program, args).then(
    () => true,
    () => false,
  );
  note(
    `disk full: ${mayMount ? 'a tmpfs of 1 MiB' : 'the kernel’s limit on the size of files, for want of rights to mount'}`,
  );
  if (mayMount) {
    const seenFrom = ({ pid }: ShipperProcess) => `/proc/${pid}/root${stateDir}`;
    return {
      wrapper: inNamespace('mount -t tmpfs -o size=1m tmpfs "$SEKISHO_STATE" && exec "$@"'),
      complaint: /state folder can’t be written.*ENOSPC/,
      fill: async (shipper) => {
        const error: unknown = await writeFile(join(seenFrom(shipper), 'fill'), Buffer.alloc(2_000_000)).catch(
          (reason: unknown) => reason,
        );
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC'))
          throw new Error(`not full: ${error}`);
      },
      free: (shipper) => rm(join(seenFrom(shipper), 'fill')),
      seenFrom,
    };
  }
  return {
    wrapper: [],
    complaint: /state folder can’t be written.*EFBIG/,
    fill: (shipper) => limitFileSize(shipper, '1'),
    free: (shipper) => limitFileSize(shipper, 'unlimited'),
    seenFrom: () => stateDir,
  };
}

/** The kernel refuses longer files with EFBIG, to this process alone. */
export async function limitFileSize({ pid }: ShipperProcess, bytes: string): Promise<void> {
  await run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}
