import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { registerProvider } from './register-provider.ts';
import { pluginFiles } from './templates.ts';

export interface NewProvider {
  /** The workspace's root. */
  readonly root: string;
  /** Stored with every connection, never renamed: `google-workspace`. */
  readonly id: string;
  readonly displayName: string;
}

/** The id or name can't be used, or the workspace is not as expected; nothing was written. */
export class InvalidProvider extends Error {}

/** The same form that the contract suite checks. */
const idPattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * Writes `plugins/<id>/`, a plugin without quirks that passes the contract suite, and registers it with the gateway.
 * Returns the files written, relative to the root. Checks everything first: it writes all or nothing.
 */
export function createProvider({ root, id, displayName }: NewProvider): readonly string[] {
  if (!idPattern.test(id) || id.length > 40) {
    throw new InvalidProvider(`"${id}" is no id: lower-case letters and digits, joined by single hyphens, at most 40`);
  }
  if (displayName.trim() === '' || /[\r\n]/.test(displayName))
    throw new InvalidProvider('the display name is one line');
  if (existsSync(join(root, 'plugins', id))) throw new InvalidProvider(`plugins/${id} exists`);
  const variable = variableName(id);
  const providersFile = 'apps/gateway/src/providers.ts';
  const manifestFile = 'apps/gateway/package.json';
  const registered = registerProvider({
    providers: readFileSync(join(root, providersFile), 'utf8'),
    manifest: readFileSync(join(root, manifestFile), 'utf8'),
    id,
    variable,
  });
  if (registered === undefined) {
    throw new InvalidProvider(`${providersFile} or ${manifestFile} is not of the form that this tool can add to`);
  }
  const files = {
    ...pluginFiles({ id, displayName: displayName.trim(), variable }),
    [providersFile]: registered.providers,
    [manifestFile]: registered.manifest,
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return Object.keys(files);
}

const reserved = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await async of providers'.split(
    ' ',
  ),
);

/** `google-workspace` → `googleWorkspace`. */
function variableName(id: string): string {
  const name = id.replace(/-(?<first>[a-z0-9])/g, (_whole, first: string) => first.toUpperCase());
  return reserved.has(name) ? `${name}Provider` : name;
}
