import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { boundaryRules } from './boundary-rules.ts';
import { findImportTypes } from './find-import-types.ts';

/** One import that the fence forbids. Paths are relative to the checked root. */
export interface BoundaryViolation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/**
 * Reads every import of the workspace, type-only ones too, and returns those that {@link boundaryRules} forbid.
 * The files are parsed by swc, because TypeScript 7 offers no compiler API.
 */
export async function findBoundaryViolations(
  root: string,
): Promise<{ readonly files: number; readonly violations: readonly BoundaryViolation[] }> {
  const folders = ['apps', 'libs', 'plugins', 'tools', 'e2e'].filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise(folders, {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: [...boundaryRules] },
    parser: 'swc',
    tsPreCompilationDeps: true,
    exclude: { path: '^[^@]*/dist/' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css', '.d.ts'],
      mainFields: ['main', 'types'],
    },
  });
  const result = asResult(output);
  const comments = new Map(boundaryRules.map((rule) => [rule.name, rule.comment ?? '']));
  const violations: BoundaryViolation[] = result.summary.violations.map((violation) => ({
    rule: violation.rule.name,
    from: violation.from,
    to: violation.to,
    reason: comments.get(violation.rule.name) ?? '',
  }));
  const ownFiles = result.modules
    .filter((module) => module.couldNotResolve !== true && ownTypeScript.test(module.source))
    .map((module) => module.source);
  for (const file of ownFiles) {
    for (const to of await findImportTypes(root, file)) violations.push({ ...importInsideType, from: file, to });
  }
  return { files: ownFiles.length, violations };
}

const ownTypeScript = /^(?!.*node_modules\/).*\.tsx?$/;
const importInsideType = {
  rule: 'import-inside-a-type',
  reason: "Write an 'import type' at the head of the file, where the fence sees it.",
};

function asResult(output: ICruiseResult | string): ICruiseResult {
  if (typeof output === 'string') throw new TypeError('dependency-cruiser returned text instead of its result');
  return output;
}
