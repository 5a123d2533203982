import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IdentityProvider } from '@sekisho/provider-kit';
import { renderGuide } from './render-guide.ts';

export interface Guide {
  readonly file: string;
  readonly text: string;
}

const root = join(import.meta.dirname, '../../..');

/** Every page of docs/guides that is made from a plugin: where it is, and what must be in it. One a folder in `plugins/`. */
export async function guides(): Promise<readonly Guide[]> {
  const folders = readdirSync(join(root, 'plugins'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Promise.all(
    folders.map(async ({ name }) => {
      const provider = await loadProvider(join(root, 'plugins', name, 'src/index.ts'));
      return { file: join(root, 'docs/guides', `${provider.id}.md`), text: renderGuide(provider) };
    }),
  );
}

async function loadProvider(file: string): Promise<IdentityProvider> {
  const exported: unknown = await import(pathToFileURL(file).href);
  const provider = Object.values(exported ?? {}).find(isProvider);
  if (provider === undefined) throw new Error(`${file} exports no identity provider`);
  return provider;
}

/** What the contract suite checks in full. */
function isProvider(value: unknown): value is IdentityProvider {
  return typeof value === 'object' && value !== null && 'id' in value && 'setupGuide' in value;
}
