import { createLogger } from '@sekisho/platform';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/**
 * A gateway reduced to its database, for tests that kill one: `node host-process.ts <data folder>`. Prints one line of
 * JSON, `{"url":…}` when the server is up or `{"code":…}` when it was refused. SIGTERM stops it in good order;
 * SIGINT it ignores, as a gateway does that is still finishing its requests.
 */
process.on('SIGINT', () => undefined);
const [dataDir = ''] = process.argv.slice(2);
try {
  const server = await startEmbeddedPostgres({ dataDir, logger: createLogger({ level: 'silent', service: 'test' }) });
  process.once('SIGTERM', () => void server.stop());
  process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : String(error);
  process.stdout.write(`${JSON.stringify({ code })}\n`);
}
