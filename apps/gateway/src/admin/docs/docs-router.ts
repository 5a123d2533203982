import { buildOpenApi } from '@sekisho/api-contract/openapi';
import { Router } from 'express';
import { readerLanguage } from '../../http/reader-language.ts';
import { policyOfPage } from '../../http/static-page.ts';
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
    response.set('Vary', 'Accept-Language').json(documents.get(readerLanguage(request)));
  });
  router.get('/docs', (request, response) => {
    const language = readerLanguage(request);
    response.set({
      Vary: 'Accept-Language',
      'Content-Language': language,
      'Content-Security-Policy': policyOfPage(docsStyle),
    });
    response.type('html').send(pages.get(language));
  });
  return router;
}
