/**
 * Keeps package-lock.json usable on every machine. npm leaves a platform's optional package out of the lock when the
 * registry at hand does not carry it, and from then on `npm ci` refuses the whole lock ("Missing: … from lock file").
 * Here such entries are written as npm would have written them, from the package's name; a machine of that platform
 * fetches them by name and version, all others pass over them. Addresses of a registry never belong in the lock.
 */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
  readonly [field: string]: unknown;
}

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly license?: string;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

/** What is wrong with the lock, one sentence each; empty when it is fit for every machine. */
export function lockfileProblems(lock: Lockfile): string[] {
  const problems: string[] = [];
  for (const [path, locked] of Object.entries(lock.packages)) {
    if (locked.resolved !== undefined && /^[a-z+]+:/i.test(locked.resolved)) {
      problems.push(`${path} carries the address ${new URL(locked.resolved).protocol}//…: remove its "resolved" line.`);
    }
  }
  for (const path of Object.keys(missingPlatformPackages(lock))) {
    problems.push(`${path.replace('node_modules/', '')} is missing, so "npm ci" fails: run "npm run lock".`);
  }
  return problems;
}

/** The same lock with the missing platform packages written in, in npm's order. */
export function completeLockfile(lock: Lockfile): Lockfile {
  const packages = Object.entries({ ...lock.packages, ...missingPlatformPackages(lock) });
  packages.sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(packages) };
}

function missingPlatformPackages(lock: Lockfile): Record<string, LockedPackage> {
  const missing: Record<string, LockedPackage> = {};
  for (const [path, locked] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(locked.optionalDependencies ?? {})) {
      if (`node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages) continue;
      const platform = platformOf(name);
      if (platform === null || !/^\d/.test(version)) continue;
      missing[`node_modules/${name}`] = {
        version,
        cpu: platform.cpu,
        ...(locked.dev === true ? { dev: true } : {}),
        ...(platform.libc === undefined ? {} : { libc: platform.libc }),
        ...(locked.license === undefined ? {} : { license: locked.license }),
        optional: true,
        os: platform.os,
      };
    }
  }
  return missing;
}

interface Platform {
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  readonly libc?: readonly string[];
}

const systems = new Map([
  ['aix', 'aix'],
  ['android', 'android'],
  ['darwin', 'darwin'],
  ['freebsd', 'freebsd'],
  ['linux', 'linux'],
  ['openharmony', 'openharmony'],
  ['win32', 'win32'],
  ['windows', 'win32'],
]);
const processors = new Set(['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64']);

/** What npm's `os`, `cpu` and `libc` say of a package named after its platform, as all such packages are. */
function platformOf(name: string): Platform | null {
  const words = name.split(/[/-]/);
  const os = words.map((word) => systems.get(word)).find((system) => system !== undefined);
  const cpu = words.find((word) => processors.has(word));
  if (os === undefined || cpu === undefined) return null;
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : words.includes('gnu') ? 'glibc' : null;
  return { os: [os], cpu: [cpu], ...(os === 'linux' && libc !== null ? { libc: [libc] } : {}) };
}
