/**
 * Makes the plugin of a new identity provider:
 *
 *   npm run new-provider -- <id> "<Display name>"
 *
 * The recipe is docs/guides/new-provider.md.
 */
import { join } from 'node:path';
import { createProvider, InvalidProvider } from './create-provider.ts';

const [id, displayName] = process.argv.slice(2);
if (id === undefined || displayName === undefined) {
  process.stderr.write('usage: npm run new-provider -- <id> "<Display name>"\n');
  process.exitCode = 2;
} else {
  try {
    const files = createProvider({ root: join(import.meta.dirname, '../../..'), id, displayName });
    process.stdout.write(
      [
        ...files.map((file) => `  ${file}`),
        '',
        'Next:',
        '  npm install                      links the new package',
        `  npm test -w plugins/${id}        passes as it is`,
        '  npm run guides                   writes its page in docs/guides',
        '  docs/guides/new-provider.md      what to do now',
        '',
      ].join('\n'),
    );
  } catch (error) {
    if (!(error instanceof InvalidProvider)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
