import { get } from 'node:http';
import { describe, expect, it } from 'vitest';
import { listen } from './listener.ts';

describe('listen', () => {
  it('lets a running request finish while it stops, and takes no new one', async () => {
    let release: () => void = () => undefined;
    const arrived = Promise.withResolvers<void>();
    const listener = await listen(
      (_request, response) => {
        release = () => response.end('done');
        arrived.resolve();
      },
      { host: '127.0.0.1', port: 0 },
    );
    const answer = new Promise<string>((resolve, reject) => {
      get({ port: listener.port, host: '127.0.0.1' }, (response) => {
        response.setEncoding('utf8');
        let body = '';
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => resolve(body));
      }).on('error', reject);
    });
    await arrived.promise;

    const stopped = listener.stop(new Date(Date.now() + 10_000));
    await expect(fetch(`http://127.0.0.1:${listener.port}/`)).rejects.toThrow();
    release();
    await expect(answer).resolves.toBe('done');
    await stopped;
  });

  it('cuts what has not finished by the deadline', async () => {
    const arrived = Promise.withResolvers<void>();
    const listener = await listen(() => arrived.resolve(), { host: '127.0.0.1', port: 0 });
    const request = fetch(`http://127.0.0.1:${listener.port}/`);
    const refused = expect(request).rejects.toThrow();
    await arrived.promise;
    await listener.stop(new Date(Date.now() + 50));
    await refused;
  });

  it('says why it cannot listen', async () => {
    const first = await listen((_request, response) => response.end(), { host: '127.0.0.1', port: 0 });
    await expect(listen(() => undefined, { host: '127.0.0.1', port: first.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await first.stop(new Date());
  });
});
