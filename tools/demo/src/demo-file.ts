import { readFile, rename, writeFile } from 'node:fs/promises';

/** `DATA_DIR/demo.json`: where the demo is and how to get in. Tests, benchmarks and guides read it. Holds secrets: owner-readable. */
export interface DemoFile {
  baseUrl: string;
  organisationId: string;
  admin: { email: string; password: string };
  /** An API key that may do all that the owner may. */
  apiKey: string;
  /** By provider: the demo company's connections. */
  connections: Record<string, ScimTarget>;
  /** By product: keys that write audit events. */
  eventKeys: Record<string, string>;
  /** By provider: connections of the organisation `conformance`, whose e-mail rule is waived. */
  conformance: Record<string, ScimTarget>;
}

export interface ScimTarget {
  scimBaseUrl: string;
  token: string;
}

/** The finished demo, or null when there is none. */
export async function readDemoFile(path: string): Promise<DemoFile | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as DemoFile;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Appears under its name only when it is complete. */
export async function writeDemoFile(path: string, demo: DemoFile): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** The same demo under another address: the gateway was started with another port. */
export function movedTo(demo: DemoFile, baseUrl: string): DemoFile {
  const move = (targets: Record<string, ScimTarget>) =>
    Object.fromEntries(
      Object.entries(targets).map(([id, target]) => [
        id,
        { ...target, scimBaseUrl: target.scimBaseUrl.replace(demo.baseUrl, baseUrl) },
      ]),
    );
  return { ...demo, baseUrl, connections: move(demo.connections), conformance: move(demo.conformance) };
}
