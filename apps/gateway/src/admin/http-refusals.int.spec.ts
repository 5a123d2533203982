import { connect } from 'node:net';
import { problem } from '@sekisho/api-contract';
import { createDatabase } from '@sekisho/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminTestApp, type Credentials, startAdminTestApp, type Tenant } from './testing/admin-test-app.ts';

let app: AdminTestApp;
let tenant: Tenant;
let key: Credentials;
beforeAll(async () => {
  app = await startAdminTestApp();
  tenant = await app.createTenant();
  key = await tenant.key();
});
afterAll(async () => app.close());

async function send(method: string, path: string, headers: Record<string, string> = {}, body?: string | Buffer) {
  const response = await fetch(`${app.baseUrl}/admin/v1${path}`, {
    method,
    headers: { ...key, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { response, problem: text === '' ? null : problem.parse(JSON.parse(text)) };
}

const json = { 'Content-Type': 'application/json' };

describe('what cannot be read is refused in words', () => {
  it.each<[string, [string, string, Record<string, string>?, (string | Buffer)?], number, string]>([
    ['an unknown route', ['GET', '/nothing/here'], 404, 'request.not-found'],
    ['a route in other case', ['GET', '/Members'], 404, 'request.not-found'],
    ['a method that the path does not have', ['PUT', '/members', json, '{}'], 405, 'request.method-not-allowed'],
    ['an id that is none', ['GET', '/members/not-a-uuid'], 404, 'request.not-found'],
    ['a traversal', ['GET', '/members/..%2f..%2fopenapi.json'], 404, 'request.not-found'],
    ['no JSON at all', ['POST', '/teams', json, 'name=営業'], 400, 'request.malformed'],
    ['cut JSON', ['POST', '/teams', json, '{"name": "営'], 400, 'request.malformed'],
    [
      'what claims to be gzip',
      ['POST', '/teams', { ...json, 'Content-Encoding': 'gzip' }, 'no gzip'],
      400,
      'request.malformed',
    ],
    [
      'an unknown encoding',
      ['POST', '/teams', { ...json, 'Content-Encoding': 'rot13' }, '{}'],
      415,
      'request.unsupported-media-type',
    ],
    [
      'a form',
      ['POST', '/teams', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'name=x'],
      415,
      'request.unsupported-media-type',
    ],
    [
      'plain text, as a foreign page could send it',
      ['POST', '/teams', { 'Content-Type': 'text/plain' }, '{"name":"x"}'],
      415,
      'request.unsupported-media-type',
    ],
    ['no body', ['POST', '/teams', json], 422, 'request.invalid'],
    ['10 MB', ['POST', '/teams', json, `{"name":"${'x'.repeat(10 * 1024 * 1024)}"}`], 413, 'request.too-large'],
    ['null', ['POST', '/teams', json, 'null'], 422, 'request.invalid'],
    ['a list', ['POST', '/teams', json, '[]'], 422, 'request.invalid'],
    ['a field that is not there', ['POST', '/teams', json, '{"name":"x","admin":true}'], 422, 'request.invalid'],
    ['a prototype', ['POST', '/teams', json, '{"name":"x","__proto__":{"polluted":true}}'], 422, 'request.invalid'],
    ['a limit out of bounds', ['GET', '/members?limit=100000'], 422, 'request.invalid'],
    ['an unknown filter', ['GET', '/members?password=x'], 422, 'request.invalid'],
    ['a filter twice', ['GET', '/members?text=a&text=b'], 422, 'request.invalid'],
  ])('%s', async (_sentence, [method, path, headers, body], status, code) => {
    const { response, problem: refusal } = await send(method, path, headers, body);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(refusal?.code).toBe(code);
    expect(refusal?.detailLocalised.ja).toMatch(/[ぁ-んァ-ン]/);
    expect(refusal?.requestId).toBe(response.headers.get('x-request-id'));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('says which methods there are', async () => {
    expect((await send('PUT', '/members', json, '{}')).response.headers.get('allow')).toBe('GET, POST, HEAD');
  });

  it('speaks the reader’s language, and gives both', async () => {
    for (const [accepted, expected] of [
      ['ja', 'ja'],
      ['ja-JP,ja;q=0.9,en;q=0.8', 'ja'],
      ['en-US,en;q=0.9', 'en'],
      ['fr', 'en'],
    ] as const) {
      const { response, problem: refusal } = await send('GET', '/nothing', { 'Accept-Language': accepted });
      expect(refusal?.detail).toBe(refusal?.detailLocalised[expected]);
      expect(response.headers.get('content-language')).toBe(expected);
    }
  });

  it('names every field that is wrong, in both languages', async () => {
    const { problem: refusal } = await send(
      'POST',
      '/members',
      json,
      JSON.stringify({ email: 'no address', role: 'emperor', uniqueId: '', timeZone: 9, extra: 1 }),
    );
    expect(refusal?.errors?.map((error) => [error.field, error.reasonLocalised])).toEqual([
      ['name', { ja: '必須です。', en: 'It is missing.' }],
      ['email', { ja: 'メールアドレスの形式で入力してください。', en: 'It must be an e-mail address.' }],
      [
        'role',
        {
          ja: 'administrator、member、guest のいずれかを指定してください。',
          en: 'It must be one of administrator, member, guest.',
        },
      ],
      ['uniqueId', { ja: '入力してください。', en: 'It may not be empty.' }],
      ['timeZone', { ja: '文字列を指定してください。', en: 'It must be a text.' }],
      ['extra', { ja: 'この項目はありません。', en: 'There is no such field.' }],
    ]);
  });

  it('survives a caller that leaves in the middle of its body', async () => {
    const { port } = new URL(app.baseUrl);
    const socket = connect(Number(port), '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.write(
        `POST /admin/v1/teams HTTP/1.1\r\nHost: x\r\nAuthorization: ${key['Authorization']}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"na`,
        () => resolve(),
      );
    });
    socket.destroy();
    expect((await app.call('listTeams', { as: key })).status).toBe(200);
  });
});

it('a database that is away is a 503 that says when to come back', async () => {
  const away = createDatabase({
    connectionString: 'postgres://nobody@127.0.0.1:1/nothing',
    poolSize: 1,
    logger: app.dependencies.logger,
  });
  const stranded = await startAdminTestApp({ db: away });
  const reply = await stranded.call('listTeams', { as: key });
  expect(reply.status).toBe(503);
  expect(reply.headers.get('retry-after')).toBe('5');
  expect(reply.problem.code).toBe('service.unavailable');
  await stranded.close();
  await away.destroy();
});

it('an unexpected error tells nothing of what is inside', async () => {
  const broken = await startAdminTestApp();
  const as = await (await broken.createTenant()).key();
  await broken.database.db.schema.dropTable('teams').cascade().execute();
  const reply = await broken.call('listTeams', { as });
  expect(reply.status).toBe(500);
  expect(reply.problem.code).toBe('internal');
  expect(JSON.stringify(reply.problem)).not.toMatch(/teams|relation|select/i);
  await broken.close();
});
