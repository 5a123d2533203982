import { createLogger } from '@sekisho/platform';
import { createDatabase } from '@sekisho/storage';
import { expect, it } from 'vitest';
import { startScimTestService } from './testing/scim-test-service.ts';

it('answers 503 with Retry-After while PostgreSQL is away, and nothing of what went wrong', async () => {
  // Nothing listens on port 1.
  const away = createDatabase({
    connectionString: 'postgres://nobody@127.0.0.1:1/nothing',
    poolSize: 2,
    logger: createLogger({ level: 'silent', service: 'test' }),
  });
  const service = await startScimTestService({ db: away });
  try {
    const idp = await service.connect();
    for (const [method, path, body] of [
      ['GET', '/Users', undefined],
      ['POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'x' }],
    ] as const) {
      const reply = await idp.send(method, path, body);
      expect(reply.status).toBe(503);
      expect(reply.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(reply.headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
      expect(JSON.stringify(reply.body)).not.toMatch(/ECONNREFUSED|127\.0\.0\.1:1\b/);
    }
  } finally {
    await service.close();
    await away.destroy();
  }
});
