import { accessEventJsonSchema, auditEventJsonSchema, type Catalogue } from '@sekisho/audit-events';
import { Router } from 'express';
import { docsStyle } from '../../admin/docs/docs-style.ts';
import { readerLanguage } from '../../http/reader-language.ts';
import { policyOfPage } from '../../http/static-page.ts';
import { renderCataloguePage } from './catalogue-page.ts';

/**
 * Which events there are, for whoever builds a product on it: the catalogue as data, the wire formats of both logs as JSON
 * Schema, and a page to read. As public as the description of the API: it says nothing about anybody.
 */
export function catalogueRouter(catalogue: Catalogue): Router {
  const router = Router();
  const schema = JSON.stringify(auditEventJsonSchema(catalogue), null, 2);
  const accessSchema = JSON.stringify(accessEventJsonSchema(catalogue), null, 2);
  const pages = { ja: renderCataloguePage(catalogue, 'ja'), en: renderCataloguePage(catalogue, 'en') };

  router.get('/audit/v1/catalogue', (_request, response) => {
    response.json(catalogue);
  });
  router.get('/audit/v1/event-schema.json', (_request, response) => {
    response.type('application/schema+json').send(schema);
  });
  router.get('/audit/v1/access-event-schema.json', (_request, response) => {
    response.type('application/schema+json').send(accessSchema);
  });
  router.get('/docs/events', (request, response) => {
    const language = readerLanguage(request);
    response.set({
      Vary: 'Accept-Language',
      'Content-Language': language,
      'Content-Security-Policy': policyOfPage(docsStyle),
    });
    response.type('html').send(pages[language]);
  });
  return router;
}
