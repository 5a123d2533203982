import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';

/**
 * Serves the built admin web app. Files under `assets/` carry a hash in their name and never change; everything else
 * is asked for again each time. Any other path a browser navigates to answers `index.html`: the page routes itself.
 */
export function webAppRouter(distDir: string): Router {
  const router = Router();
  const index = join(distDir, 'index.html');
  router.use('/assets', express.static(join(distDir, 'assets'), { immutable: true, maxAge: '365d', index: false }));
  router.use('/assets', (_request, response) => {
    response.status(404).type('text/plain').send('Not found');
  });
  router.use(express.static(distDir, { index: false, cacheControl: false }));
  router.use((request, response, next) => {
    const wantsPage =
      (request.method === 'GET' || request.method === 'HEAD') && request.accepts(['html', 'json']) === 'html';
    if (!wantsPage || !existsSync(index)) return next();
    response.set('Cache-Control', 'no-cache').sendFile(index);
  });
  return router;
}
