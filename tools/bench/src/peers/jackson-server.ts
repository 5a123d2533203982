/**
 * Jackson's directory sync as an embedding application runs it: its controller behind one Express route. What it emits
 * about a change goes to a callback that does nothing, so it is measured without the cost of a log or a webhook.
 */
import { controllers, type JacksonOption } from '@boxyhq/saml-jackson';
import express from 'express';
import { databaseUrl, listenAndReport } from './listening.ts';

const silent = () => undefined;
const options: JacksonOption = {
  externalUrl: 'http://127.0.0.1',
  samlPath: '/sso/acs',
  scimPath: '/scim',
  noAnalytics: true,
  // By default a page has 50 users at most. Its totalResults is the number of users on one such page, so with this
  // limit it never says more than 100; a limit that lets it count right makes every list several times slower.
  db: { engine: 'sql', type: 'postgres', url: databaseUrl(), pageLimit: 100 },
  dsync: { callback: async () => undefined },
  logger: { info: silent, warn: silent },
};

const { directorySyncController } = await controllers(options);
const { data: directory, error } = await directorySyncController.directories.create({
  name: 'benchmark',
  tenant: 'benchmark',
  product: 'benchmark',
  type: 'generic-scim-v2',
});
if (directory === null) throw new Error(`Jackson made no directory: ${error?.message}`);

const app = express();
app.disable('x-powered-by');
app.use(express.json({ type: ['application/json', 'application/scim+json'] }));
app.all('/scim/:directoryId/:resourceType{/:resourceId}', async (request, response) => {
  const { directoryId = '', resourceType = '', resourceId } = request.params;
  const { count, startIndex, filter } = request.query;
  const { status, data } = await directorySyncController.requests.handle({
    method: request.method,
    body: request.body,
    directoryId,
    resourceType,
    resourceId,
    apiSecret: request.headers.authorization?.replace(/^Bearer /, '') ?? null,
    query: {
      ...(typeof count === 'string' ? { count: Number(count) } : {}),
      ...(typeof startIndex === 'string' ? { startIndex: Number(startIndex) } : {}),
      ...(typeof filter === 'string' ? { filter } : {}),
    },
  });
  response.status(status).json(data);
});

await listenAndReport(app, () => ({ scimBaseUrl: `/scim/${directory.id}`, token: directory.scim.secret }));
