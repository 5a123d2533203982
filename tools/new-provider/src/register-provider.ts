export interface Registration {
  /** The text of `apps/gateway/src/providers.ts`. */
  readonly providers: string;
  /** The text of `apps/gateway/package.json`. */
  readonly manifest: string;
}

/**
 * Adds the plugin's import and list entry, and the gateway's dependency. Undefined when either text is not of the form
 * that this can add to.
 */
export function registerProvider({
  providers,
  manifest,
  id,
  variable,
}: Registration & { readonly id: string; readonly variable: string }): Registration | undefined {
  const list = /(?<before>providers: readonly IdentityProvider\[\] = \[)(?<entries>[^\]]*)(?<after>\])/;
  const match = list.exec(providers);
  const entries = match?.groups?.['entries']
    ?.split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const lines = providers.split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  if (entries === undefined || imports.length === 0 || entries.includes(variable)) return undefined;
  const withDependency = addDependency(manifest, `@sekisho/plugin-${id}`);
  if (withDependency === undefined) return undefined;
  const sortedImports = [...imports, `import { ${variable} } from '@sekisho/plugin-${id}';`].toSorted((one, other) =>
    sourceOf(one) < sourceOf(other) ? -1 : 1,
  );
  const rest = lines.filter((line) => !line.startsWith('import ')).join('\n');
  // The provider for everybody else stays last.
  const last = entries.at(-1) === 'genericScim' ? entries.splice(-1) : [];
  const nextEntries = [...entries, variable, ...last];
  const oneLine = `[${nextEntries.join(', ')}]`;
  const written = oneLine.length < 50 ? oneLine : `[\n${nextEntries.map((entry) => `  ${entry},\n`).join('')}]`;
  return {
    providers: `${sortedImports.join('\n')}\n${rest}`.replace(
      list,
      () => `providers: readonly IdentityProvider[] = ${written}`,
    ),
    manifest: withDependency,
  };
}

function sourceOf(line: string): string {
  return /from '(?<source>[^']+)'/.exec(line)?.groups?.['source'] ?? line;
}

function addDependency(manifest: string, name: string): string | undefined {
  const parsed: unknown = JSON.parse(manifest);
  if (!hasDependencies(parsed) || Object.hasOwn(parsed.dependencies, name)) return undefined;
  const names = Object.keys(parsed.dependencies);
  const place = names.findLastIndex((other) => other.startsWith('@sekisho/plugin-'));
  const entries = Object.entries(parsed.dependencies);
  const dependencies = Object.fromEntries([...entries.slice(0, place + 1), [name, '*'], ...entries.slice(place + 1)]);
  return `${JSON.stringify({ ...parsed, dependencies }, null, 2)}\n`;
}

function hasDependencies(value: unknown): value is { readonly dependencies: Readonly<Record<string, string>> } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dependencies' in value &&
    typeof value.dependencies === 'object' &&
    value.dependencies !== null
  );
}
