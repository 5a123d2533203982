export interface TemplateValues {
  readonly id: string;
  readonly displayName: string;
  /** The exported name. */
  readonly variable: string;
}

/** The new plugin's files, by path from the root. */
export function pluginFiles(values: TemplateValues): Readonly<Record<string, string>> {
  const folder = `plugins/${values.id}`;
  return {
    [`${folder}/package.json`]: json({
      name: `@sekisho/plugin-${values.id}`,
      version: '0.1.0',
      private: true,
      license: 'Apache-2.0',
      description: `${values.displayName}.`,
      type: 'module',
      exports: { '.': './src/index.ts' },
      scripts: {
        typecheck: 'tsc --noEmit -p tsconfig.json',
        test: 'vitest run --config ../../vitest.config.ts --root . --passWithNoTests',
      },
      dependencies: { '@sekisho/provider-kit': '*' },
      devDependencies: { '@sekisho/provider-testing': '*' },
    }),
    [`${folder}/tsconfig.json`]: json({
      extends: '../../tsconfig.base.json',
      include: ['src/**/*.ts', 'src/**/*.tsx', 'src/**/*.json'],
    }),
    [`${folder}/README.md`]: readme(values),
    [`${folder}/src/index.ts`]: `export { ${values.variable} } from './plugin.ts';\n`,
    [`${folder}/src/plugin.ts`]: plugin(values),
    [`${folder}/src/plugin.spec.ts`]: spec(values),
    [`${folder}/src/setup-guide.ts`]: setupGuide(values),
    [`${folder}/cases/create-user/request.json`]: json({ method: 'POST', path: '/Users', body: exampleUser }),
    [`${folder}/cases/create-user/normalised.json`]: json({ body: exampleUser }),
    [`${folder}/cases/create-user/README.md`]:
      '# Creating a user\n\nNothing to do: this follows the RFC.\n\nSource: RFC 7644 §3.3.\n',
  };
}

const exampleUser = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'hanako.sato@example.co.jp',
  name: { familyName: '佐藤', givenName: '花子' },
};

function plugin({ id, displayName, variable }: TemplateValues): string {
  return `import type { IdentityProvider } from '@sekisho/provider-kit';
import { setupGuide } from './setup-guide.ts';

/** ${comment(displayName)}: follows RFC 7643 and RFC 7644 as far as is known. */
export const ${variable}: IdentityProvider = {
  id: ${literal(id)},
  displayName: { ja: ${literal(displayName)}, en: ${literal(displayName)} },
  setupGuide,
};
`;
}

function spec({ variable }: TemplateValues): string {
  return `import { runProviderContract } from '@sekisho/provider-testing';
import { ${variable} } from './plugin.ts';

runProviderContract(${variable}, { casesDir: new URL('../cases/', import.meta.url) });
`;
}

function setupGuide({ displayName }: TemplateValues): string {
  const ja = (text: string): string => literal(text.replaceAll('{name}', () => displayName));
  return `import type { SetupGuide } from '@sekisho/provider-kit';

export const setupGuide: SetupGuide = {
  steps: [
    {
      title: { ja: 'SCIM の接続情報を入力する', en: 'Enter the SCIM credentials' },
      body: {
        ja: ${ja('{name} の SCIM 2.0 プロビジョニングの設定画面で、ベース URL とトークンを入力します。接続テストがあれば実行します。')},
        en: ${ja('In the settings for SCIM 2.0 provisioning of {name}, enter the base URL and the token. Run the connection test if there is one.')},
      },
      copy: ['scimBaseUrl', 'scimToken'],
    },
    {
      title: { ja: '同期を始める', en: 'Start to synchronise' },
      body: {
        ja: 'まず 1 人だけを対象にして試し、この接続のプロビジョニング履歴で結果を確認してから、対象を広げてください。',
        en: "Try one person first, look at the result in this connection's provisioning log, and widen the scope then.",
      },
    },
  ],
};
`;
}

function readme({ id, displayName }: TemplateValues): string {
  return `# ${displayName}

Id \`${id}\`. Each behaviour is a folder in \`cases/\`, with what arrives, what becomes of it, and where it is known from.

## What it does differently

Nothing that is known.

## Sources

RFC 7643, RFC 7644.
`;
}

function literal(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  // The formatter prefers the quotes that need no escape.
  return text.includes("'") && !text.includes('"') ? `"${text.replaceAll('\\', '\\\\')}"` : `'${escaped}'`;
}

function comment(text: string): string {
  return text.replaceAll('*/', '* /');
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
