import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';

/**
 * The app loads the styles of the library's components one by one, and a component without its own falls apart silently.
 * So whatever the pages import is followed through the library, and each part of it with styles must be in mantine.css.
 */

const library = dirname(createRequire(import.meta.url).resolve('@mantine/core/styles.css'));
const modules = join(library, 'esm');
const app = join(import.meta.dirname, '..');

const sources = globSync('**/*.tsx', { cwd: app }).map((file) => readFileSync(join(app, file), 'utf8'));

/** The names that the app imports from the library. */
function imported(): string[] {
  return sources.flatMap((text) =>
    [...text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(([, names = '']) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.startsWith('type ')),
    ),
  );
}

/** What one of the library's modules imports of it, but for parts that it only hands on (`Checkbox.Card`) and nobody uses. */
function importsOf(file: string): { readonly names: string; readonly path: string }[] {
  const text = readFileSync(file, 'utf8');
  const handedOn = [...text.matchAll(/^(\w+\.\w+) = (\w+);$/gm)].flatMap(([, name = '', part = '']) => {
    const mentions = text.split(new RegExp(`\\b${part}\\b(?!\\.mjs|/)`)).length - 1;
    return mentions === 2 && !sources.some((source) => source.includes(`<${name}`)) ? [part] : [];
  });
  return [...text.matchAll(/^import (.*) from "(\.[^"]+)";$/gm)].flatMap(([, names = '', path = '']) =>
    handedOn.some((part) => names === `{ ${part} }`) ? [] : [{ names, path: join(dirname(file), path) }],
  );
}

function stylesNeeded(names: readonly string[]): Set<string> {
  const entries = importsOf(join(modules, 'index.mjs'));
  const waiting = names.flatMap((name) =>
    entries.filter((entry) => entry.names.split(/[{}, ]+/).includes(name)).map(({ path }) => path),
  );
  const seen = new Set<string>();
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    waiting.push(...importsOf(file).map(({ path }) => path));
  }
  return new Set([...seen].filter((file) => file.endsWith('.module.mjs')).map((file) => basename(file, '.module.mjs')));
}

const loaded = readFileSync(join(import.meta.dirname, 'mantine.css'), 'utf8');

it.each([...stylesNeeded(imported())].sort())('%s has its styles', (name) => {
  expect(existsSync(join(library, 'styles', `${name}.layer.css`))).toBe(true);
  expect(loaded).toContain(`"@mantine/core/styles/${name}.layer.css"`);
});

it('follows a component into those that it is made of', () => {
  expect([...stylesNeeded(['Pagination'])]).toEqual(expect.arrayContaining(['Pagination', 'Group', 'UnstyledButton']));
});
