import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from '@swc/core';

/**
 * The modules, Node's own aside, that a file names inside a type (`typeof import('…')`). dependency-cruiser does not see
 * those.
 */
export async function findImportTypes(root: string, file: string): Promise<string[]> {
  const text = await readFile(join(root, file), 'utf8');
  if (!/\bimport\s*\(/.test(text)) return [];
  const tree: unknown = await parse(text, { syntax: 'typescript', tsx: file.endsWith('x'), target: 'es2022' });
  const found: string[] = [];
  collect(tree, found);
  return found.filter((module) => !module.startsWith('node:'));
}

function collect(node: unknown, found: string[]): void {
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node && node.type === 'TsImportType') found.push(argumentOf(node));
  for (const child of Object.values(node)) collect(child, found);
}

function argumentOf(node: object): string {
  const argument: unknown = 'argument' in node ? node.argument : undefined;
  if (typeof argument !== 'object' || argument === null || !('value' in argument)) return '(not a plain text)';
  return String(argument.value);
}
