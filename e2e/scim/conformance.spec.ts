/**
 * The service against the RFCs, written from their texts. Everything runs twice on one connection: nothing that a suite
 * leaves behind may matter to the next. `SCIM_BASE_URL` and `SCIM_TOKEN` run it against a service that is up already.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { bulk } from './conformance/bulk.ts';
import { discovery } from './conformance/discovery.ts';
import { http } from './conformance/http.ts';
import { patching } from './conformance/patching.ts';
import { resources } from './conformance/resources.ts';
import { schemaDriven } from './conformance/schema-driven.ts';
import { searching } from './conformance/searching.ts';
import { versions } from './conformance/versions.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { connectTo, type ScimService } from './support/scim-service.ts';

let gateway: TestGateway | undefined;
let service: ScimService;

beforeAll(async () => {
  const [scimBaseUrl, token] = [process.env['SCIM_BASE_URL'], process.env['SCIM_TOKEN']];
  if (scimBaseUrl !== undefined && token !== undefined) {
    service = connectTo({ scimBaseUrl, token });
    return;
  }
  gateway = await startTestGateway();
  const { connection } = await gateway.organisation('Conformance');
  service = gateway.service(connection);
});
afterAll(async () => {
  await service.close();
  await gateway?.close();
});

describe.each(['on a connection', 'on the same connection again'])('%s', () => {
  for (const suite of [discovery, resources, versions, patching, searching, bulk, http, schemaDriven])
    suite(() => service);
});
