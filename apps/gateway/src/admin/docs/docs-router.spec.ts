import { adminOperations } from '@sekisho/api-contract';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Listener, listen } from '../../http/listener.ts';
import { docsRouter } from './docs-router.ts';

let listener: Listener;
let base: string;
beforeAll(async () => {
  const app = express();
  app.use(docsRouter({ publicUrl: 'https://sekisho.example', version: '1.2.3' }));
  listener = await listen(app, { host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${listener.port}`;
});
afterAll(async () => listener.stop(new Date()));

it.each([
  ['?lang=ja', 'en', 'ja', 'メンバーを一覧する'],
  ['?lang=en', 'ja', 'en', 'List members'],
  ['', 'ja', 'ja', 'メンバーを一覧する'],
  ['', 'fr', 'en', 'List members'],
])('/docs%s for a reader of %s is in %s and shows every operation', async (query, accepted, language, summary) => {
  const response = await fetch(`${base}/docs${query}`, { headers: { 'Accept-Language': accepted } });
  const page = await response.text();
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(page).toContain(`<html lang="${language}">`);
  expect(page).toContain(summary);
  for (const id of Object.keys(adminOperations)) expect(page).toContain(`id="${id}"`);
});

it('/docs asks nobody for anything and runs no script', async () => {
  const page = await (await fetch(`${base}/docs`)).text();
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=/i);
});

it('/openapi.json is the document, in the reader’s language', async () => {
  const document = await (await fetch(`${base}/openapi.json?lang=ja`)).json();
  expect(document).toMatchObject({
    openapi: expect.stringMatching(/^3\.1/),
    info: { version: '1.2.3' },
    servers: [{ url: 'https://sekisho.example/admin/v1' }],
    paths: { '/members': { get: { summary: 'メンバーを一覧する' } } },
  });
});
