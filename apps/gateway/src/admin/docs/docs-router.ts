import { createHash } from 'node:crypto';
import { buildOpenApi } from '@sekisho/api-contract/openapi';
import type { Language } from '@sekisho/domain';
import { type Request, Router } from 'express';
import { renderDocsPage } from './docs-page.ts';
import { docsStyle } from './docs-style.ts';

export interface DocsDependencies {
  /** How people reach the gateway, without a trailing slash. */
  readonly publicUrl: string;
  readonly version: string;
}

/**
 * `/openapi.json`: the document, rendered from the declarations that validate. `/docs`: the same for people, made here
 * as plain HTML with no script and no request to anywhere. Both in the reader's language, or the one `?lang` names.
 */
export function docsRouter(dependencies: DocsDependencies): Router {
  const router = Router();
  const documents = new Map(
    (['ja', 'en'] as const).map((language) => [language, buildOpenApi({ ...dependencies, language })] as const),
  );
  const pages = new Map(
    [...documents].map(([language, document]) => [language, renderDocsPage(document, language)] as const),
  );

  router.get('/openapi.json', (request, response) => {
    response.set('Vary', 'Accept-Language').json(documents.get(languageOf(request)));
  });
  router.get('/docs', (request, response) => {
    const language = languageOf(request);
    response.set({ Vary: 'Accept-Language', 'Content-Language': language, 'Content-Security-Policy': docsPolicy });
    response.type('html').send(pages.get(language));
  });
  return router;
}

/** The page is one file with its style in it: that style, by its digest, and nothing else. */
const docsPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(docsStyle).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function languageOf(request: Request): Language {
  const asked = request.query['lang'];
  if (asked === 'ja' || asked === 'en') return asked;
  return request.acceptsLanguages('en', 'ja') === 'ja' ? 'ja' : 'en';
}
