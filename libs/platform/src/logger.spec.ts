import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

describe('createLogger', () => {
  it('keeps secrets out of the line, also one level down', () => {
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const logger = createLogger({ level: 'info', service: 'test', destination: sink });
    logger.info({ token: 'abc-secret', headers: { authorization: 'Bearer abc-secret' }, applied: 3 }, 'patch applied');
    expect(lines.join('')).toContain('"applied":3');
    expect(lines.join('')).not.toContain('abc-secret');
  });
});
