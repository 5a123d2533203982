import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCases } from './case-folder.ts';

const workspace = join(import.meta.dirname, '../../..');

/** The suite is only worth something when wrong plugins fail it: each of these is wrong in one way. */
const wrongPlugins: readonly { readonly sentence: string; readonly change: string; readonly fails: RegExp }[] = [
  { sentence: 'an id with capitals', change: `id: 'Wrong'`, fails: /has an id of lower-case letters/ },
  {
    sentence: 'no Japanese name',
    change: `displayName: { ja: ' ', en: 'X' }`,
    fails: /display name in both languages/,
  },
  { sentence: 'a guide without steps', change: 'setupGuide: { steps: [] }', fails: /setup guide whose steps/ },
  {
    sentence: 'a hook that changes its input',
    change: `scim: { normaliseUser: (body) => Object.assign(body, { active: true }) }`,
    fails: /normaliseUser never throws, changes what it was given/,
  },
  {
    sentence: 'a hook that throws at strange input',
    change: `scim: { normaliseUser: (body) => ({ ...body, userName: body.userName.trim() }) }`,
    fails: /normaliseUser never throws/,
  },
  {
    sentence: 'a hook that answers differently each time',
    change: `scim: { normaliseGroup: (body) => ({ ...body, at: performance.now() }) }`,
    fails: /normaliseGroup never throws, changes what it was given, or answers twice differently/,
  },
  {
    sentence: 'a hook that loses __proto__ by assigning',
    change: `scim: { normaliseUser: (body) => { const out = {}; for (const key of Object.keys(body)) out[key] = body[key]; return out; } }`,
    fails: /normaliseUser keeps members named __proto__/,
  },
  {
    sentence: 'a hook that changes what follows the RFC',
    change: `scim: { normaliseFilter: (filter) => filter.toLowerCase() }`,
    fails: /what follows the RFCs stays as it is the filter/,
  },
  {
    sentence: 'a hook that empties groups',
    change: `scim: { normalisePatch: (operations) => operations.map(({ value, ...rest }) => rest) }`,
    fails: /stays as it is PATCH/,
  },
  {
    sentence: 'a case that does not come out',
    change: `scim: { normaliseUser: (body) => ({ ...body, nickName: 'x' }) }`,
    fails: /cases create-user/,
  },
];

const rightPlugin = { sentence: 'a plugin that has nothing wrong', change: `id: 'right'` };

interface TestResult {
  readonly status: string;
  readonly fullName: string;
}

describe('runProviderContract', () => {
  let root = '';
  let results: ReadonlyMap<string, readonly TestResult[]> = new Map();

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'provider-contract-'));
    symlinkSync(join(workspace, 'node_modules'), join(root, 'node_modules'));
    writeCase(root);
    results = runAll(root, [rightPlugin, ...wrongPlugins]);
  });

  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function failuresOf(sentence: string): readonly string[] {
    const all = results.get(sentence) ?? [];
    expect(all.length).toBeGreaterThan(50);
    return all.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  }

  it('passes a plugin that has nothing wrong', () => {
    expect(failuresOf(rightPlugin.sentence)).toEqual([]);
  });

  it.each(wrongPlugins)('fails $sentence', ({ sentence, fails }) => {
    const failures = failuresOf(sentence);
    expect(
      failures.filter((name) => fails.test(name)),
      failures.join('\n'),
    ).not.toEqual([]);
  });

  it.each([
    ['request.json', '{ "method": "DELETE", "path": "/Users/1" }', /"method"/],
    ['request.json', '{ "method": "GET", "path": "/Things" }', /"path"/],
    ['request.json', '{ "method": "POST", "path": "/Users" }', /"body"/],
    ['normalised.json', '[]', /must hold an object/],
  ])('does not skip a case whose %s is %s', (file, text, message) => {
    writeCase(root);
    writeFileSync(join(root, 'cases/create-user', file), text);
    expect(() => readCases(join(root, 'cases'))).toThrow(message);
  });

  it('does not skip a case without README', () => {
    writeCase(root);
    rmSync(join(root, 'cases/create-user/README.md'));
    expect(() => readCases(join(root, 'cases'))).toThrow('README.md');
  });
});

function writeCase(root: string): void {
  const folder = join(root, 'cases/create-user');
  mkdirSync(folder, { recursive: true });
  const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'a' };
  writeFileSync(join(folder, 'request.json'), JSON.stringify({ method: 'POST', path: '/Users', body }));
  writeFileSync(join(folder, 'normalised.json'), JSON.stringify({ body }));
  writeFileSync(join(folder, 'README.md'), '# Creating\n\nSource: RFC 7644.\n');
}

/** Runs the suite on plugins that are right but for their `change`, in one run; the results by sentence. */
function runAll(
  root: string,
  plugins: readonly { readonly sentence: string; readonly change: string }[],
): ReadonlyMap<string, readonly TestResult[]> {
  plugins.forEach(({ change }, place) => {
    writeFileSync(
      join(root, `plugin-${place}.spec.ts`),
      `import { runProviderContract } from '@sekisho/provider-testing';
const text = { ja: '文', en: 'Text' };
const right = { id: 'right', displayName: text, setupGuide: { steps: [{ title: text, body: text, copy: ['scimBaseUrl', 'scimToken'] }] } };
runProviderContract({ ...right, ${change} }, { casesDir: new URL('./cases/', import.meta.url) });
`,
    );
  });
  const report = join(root, 'report.json');
  spawnSync(
    join(workspace, 'node_modules/.bin/vitest'),
    ['run', '--root', root, '--reporter=json', `--outputFile=${report}`],
    { cwd: root },
  );
  const parsed: {
    readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly TestResult[] }[];
  } = JSON.parse(readFileSync(report, 'utf8'));
  return new Map(
    plugins.map(({ sentence }, place) => [
      sentence,
      parsed.testResults.find(({ name }) => name.endsWith(`plugin-${place}.spec.ts`))?.assertionResults ?? [],
    ]),
  );
}
