import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from './en/index.ts';
import ja from './ja/index.ts';

const plural = /_(zero|one|two|few|many|other)$/;

/** Every text by its key, `members.title`. */
function flatten(node: object, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(node)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (typeof value === 'string') texts.set(path, value);
    else for (const [inner, text] of flatten(value, path)) texts.set(inner, text);
  }
  return texts;
}

const texts = { ja: flatten(ja), en: flatten(en) };

/** Keys without plural forms: Japanese has one form where English has two. */
function baseKeys(language: 'ja' | 'en'): string[] {
  return [...new Set([...texts[language].keys()].map((key) => key.replace(plural, '')))].sort();
}

function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? '').sort();
}

describe('the texts', () => {
  it('exist under the same keys in both languages', () => {
    expect(baseKeys('en')).toEqual(baseKeys('ja'));
  });

  it.each(['ja', 'en'] as const)('are never empty in %s', (language) => {
    expect([...texts[language]].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it.each(['ja', 'en'] as const)('have every plural form that %s needs', (language) => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const bases = [...texts[language].keys()].filter((key) => plural.test(key)).map((key) => key.replace(plural, ''));
    const missing = bases.flatMap((base) =>
      needed.filter((form) => !texts[language].has(`${base}_${form}`)).map((form) => `${base}_${form}`),
    );
    expect(missing).toEqual([]);
  });

  it('speak of the same values in both languages', () => {
    const differing = [...texts.ja].filter(([key, japanese]) => {
      const english = texts.en.get(key);
      // A count may be said in words where it is one: "One browser".
      const drop = (names: string[]) => names.filter((name) => name !== 'count');
      return english !== undefined && drop(placeholdersOf(english)).join() !== drop(placeholdersOf(japanese)).join();
    });
    expect(differing).toEqual([]);
  });

  it('hold every key that the code asks for', () => {
    const known = new Set(baseKeys('ja'));
    const missing = sourceFiles(join(import.meta.dirname, '..')).flatMap((path) => {
      const source = readFileSync(path, 'utf8');
      const exact = [...source.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
      // t(`roles.${role}`): something must stand under the fixed beginning.
      const open = [...source.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)].map((match) => match[1] ?? '');
      return [
        ...exact.filter((key) => !known.has(key)),
        ...open.filter((start) => ![...known].some((key) => key.startsWith(start))),
      ];
    });
    expect(missing).toEqual([]);
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.spec.ts') && !name.endsWith('.spec.tsx'))
    .map((name) => join(folder, name));
}
