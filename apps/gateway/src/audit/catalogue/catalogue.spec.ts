import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue, createAuditEventParser } from '@sekisho/audit-events';
import { ConfigError } from '@sekisho/platform';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Listener, listen } from '../../http/listener.ts';
import { catalogueRouter } from './catalogue-router.ts';
import { loadCatalogue } from './load-catalogue.ts';

const name = { ja: '勤怠 <管理>', en: 'Attendance' };
const additions = [
  {
    id: 'Kintai',
    name,
    categories: [{ id: 'Sheet', name, events: [{ id: 'Close', name, action: '4月 was closed' }] }],
  },
];

let folder: string;
let listener: Listener;
let base: string;

async function fileWith(text: string): Promise<string> {
  const file = join(folder, 'catalogue.json');
  await writeFile(file, text);
  return file;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sekisho-catalogue-'));
  const app = express();
  app.use(catalogueRouter(await loadCatalogue(await fileWith(JSON.stringify(additions)))));
  listener = await listen(app, { host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${listener.port}`;
});
afterAll(async () => {
  await listener.stop(new Date());
  await rm(folder, { recursive: true });
});

it('is ours where the operator adds nothing', async () => {
  expect(await loadCatalogue(undefined)).toBe(catalogue);
});

it('takes events of a product that the operator’s file adds', async () => {
  const parse = createAuditEventParser(await loadCatalogue(await fileWith(JSON.stringify(additions))), 'Kintai');
  const event = {
    id: '0198c1f0-8f2b-7c4d-9a51-3d0c5b7a1e22',
    occurredAt: '2026-05-01T00:00:00Z',
    category: 'Sheet',
    event: 'Close',
    action: '5月 was closed',
  };
  expect(parse(event, new Date('2026-06-01T00:00:00Z'))).toMatchObject({ ok: true, event: { product: 'Kintai' } });
});

it.each([
  ['not JSON', '[{', /CATALOGUE_FILE: .*must be JSON/],
  ['a product without a name', '[{"id":"Kintai","categories":[]}]', /CATALOGUE_FILE: .*\[0\]\.name/],
  ['two mistakes', '[{"id":"","name":{"ja":"a"},"categories":[]}]', /\[0\]\.id[\s\S]*\[0\]\.name\.en/],
])('refuses a file with %s, and says where', async (_, text, message) => {
  const loading = loadCatalogue(await fileWith(text));
  await expect(loading).rejects.toBeInstanceOf(ConfigError);
  await expect(loading).rejects.toThrow(message);
});

it('refuses a file that is not there', async () => {
  await expect(loadCatalogue(join(folder, 'absent.json'))).rejects.toThrow(/absent\.json: can't be read/);
});

it('is served as data and as JSON Schema, additions included', async () => {
  const data = await (await fetch(`${base}/audit/v1/catalogue`)).json();
  expect(data).toMatchObject({ products: expect.arrayContaining([expect.objectContaining({ id: 'Kintai' })]) });
  const response = await fetch(`${base}/audit/v1/event-schema.json`);
  expect(response.headers.get('content-type')).toContain('application/schema+json');
  expect(await response.json()).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    anyOf: expect.arrayContaining([expect.objectContaining({ title: 'Kintai' })]),
  });
  const accesses = await fetch(`${base}/audit/v1/access-event-schema.json`);
  expect(accesses.headers.get('content-type')).toContain('application/schema+json');
  expect(await accesses.json()).toMatchObject({
    required: ['occurredAt', 'path'],
    properties: { product: { enum: expect.arrayContaining(['Backlog', 'Kintai']) } },
  });
});

it.each([
  ['?lang=ja', 'en', 'ja', '課題の追加'],
  ['', 'en', 'en', 'Add an issue'],
])('/docs/events%s for a reader of %s is in %s and shows every event', async (query, accepted, language, event) => {
  const response = await fetch(`${base}/docs/events${query}`, { headers: { 'Accept-Language': accepted } });
  const page = await response.text();
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page).toContain(`<html lang="${language}">`);
  expect(page).toContain(event);
  for (const product of catalogue.products) {
    for (const { events } of product.categories) {
      for (const { id } of events) expect(page).toContain(`<code>${id.replaceAll("'", '&#39;')}</code>`);
    }
  }
  expect(page).toContain('4月 was closed');
  expect(page).not.toMatch(/<script|<link|<img|<管理>|\son\w+=/i);
});
