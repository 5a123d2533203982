import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Doc,
  docsIn,
  makeUser,
  read,
  resourcesOf,
  type ScimService,
  unique,
  urn,
} from '../support/scim-service.ts';

/**
 * What a suite does that knows nothing but `/ResourceTypes` and `/Schemas`: fills every attribute that it may write with
 * what the schema allows, and expects each of them back.
 */
export function schemaDriven(given: () => ScimService): void {
  let service: ScimService;
  beforeAll(() => {
    service = given();
  });

  describe.each(['User', 'Group'])('a %s made from its schema', (typeName) => {
    let type: ResourceTypeDoc;
    let required: Doc;
    beforeAll(async () => {
      type = await readType(service, typeName);
      required = {
        schemas: type.schemas,
        ...Object.fromEntries(
          type.attributes.filter(({ path, definition }) => path === '' && definition['required'] === true).map(nameOf),
        ),
      };
    });
    const nameOf = ({ definition }: AttributeDoc) => [definition['name'], unique('required')] as const;
    const make = async () => {
      const answer = await service.post(type.endpoint, freshRequired());
      expect(answer.status, answer.text).toBe(201);
      return `${type.endpoint}/${answer.body['id']}`;
    };
    const freshRequired = (): Doc =>
      Object.fromEntries(
        Object.entries(required).map(([name, value]) => [name, name === 'schemas' ? value : unique('required')]),
      );

    it('keeps every attribute of a POST and of a PUT', async () => {
      const first = await fill(service, type);
      const created = await service.post(type.endpoint, first);
      expect(created.status, created.text).toBe(201);
      expect(created.body).toMatchObject(shown(type, first));
      const path = `${type.endpoint}/${created.body['id']}`;
      expect(await read(service, path)).toEqual(created.body);
      const second = await fill(service, type);
      const replaced = await service.put(path, second);
      expect(replaced.status, replaced.text).toBe(200);
      expect(replaced.body).toMatchObject(shown(type, second));
      expect(await read(service, path)).toEqual(replaced.body);
    });

    it.each(['add', 'replace'])('takes every attribute by PATCH %s, named with its URN', async (op) => {
      const path = await make();
      for (const attribute of type.attributes.filter(isWritable)) {
        const value = await randomValueOf(service, attribute.definition);
        const answer = await service.patch(path, [{ op, path: pathOf(type, attribute), value }]);
        expect([200, 204], `${pathOf(type, attribute)}: ${answer.text}`).toContain(answer.status);
        const found = valueIn(attribute, await read(service, path));
        if (attribute.definition['returned'] === 'never') expect(found).toBeUndefined();
        else expect(found, pathOf(type, attribute)).toEqual(like(value));
      }
    });

    it('lets go of every attribute that is not required by PATCH remove', async () => {
      const created = await service.post(type.endpoint, await fill(service, type));
      const path = `${type.endpoint}/${created.body['id']}`;
      for (const attribute of type.attributes.filter(isWritable)) {
        if (attribute.definition['required'] === true) continue;
        const answer = await service.patch(path, [{ op: 'remove', path: pathOf(type, attribute) }]);
        expect([200, 204], `${pathOf(type, attribute)}: ${answer.text}`).toContain(answer.status);
        const found = valueIn(attribute, await read(service, path));
        // Deliberate, decision 0009: an account always is in use or not, and an absence never brings anybody back.
        if (pathOf(type, attribute).endsWith(':User:active')) {
          expect(found).toBe(valueIn(attribute, created.body));
          continue;
        }
        expect(found === undefined || JSON.stringify(found) === '[]', pathOf(type, attribute)).toBe(true);
      }
    });

    it('shows and hides every attribute on request', async () => {
      const created = await service.post(type.endpoint, await fill(service, type));
      const path = `${type.endpoint}/${created.body['id']}`;
      for (const attribute of type.attributes.filter(isWritable)) {
        if (attribute.definition['returned'] !== 'default') continue;
        const name = encodeURIComponent(pathOf(type, attribute));
        expect(valueIn(attribute, await read(service, `${path}?attributes=${name}`)), name).toBeDefined();
        const without = await read(service, `${path}?excludedAttributes=${name}`);
        expect(valueIn(attribute, without), name).toBeUndefined();
      }
    });
  });
}

interface AttributeDoc {
  /** '' for the core schema, else the extension's URN. */
  readonly path: string;
  readonly definition: Doc;
}
interface ResourceTypeDoc {
  readonly endpoint: string;
  readonly core: string;
  readonly schemas: readonly string[];
  readonly attributes: readonly AttributeDoc[];
}

async function readType(service: ScimService, name: string): Promise<ResourceTypeDoc> {
  const type = await read(service, `/ResourceTypes/${name}`);
  const core = String(type['schema']);
  const extensions = docsIn(type['schemaExtensions']).map((extension) => String(extension['schema']));
  const schemas = resourcesOf(await service.get('/Schemas'));
  const attributesOf = (id: string) =>
    docsIn(schemas.find((schema) => schema['id'] === id)?.['attributes']).map((definition) => ({
      path: id === core ? '' : id,
      definition,
    }));
  return {
    endpoint: String(type['endpoint']),
    core,
    schemas: [core, ...extensions],
    attributes: [core, ...extensions].flatMap(attributesOf),
  };
}

function isWritable({ definition }: AttributeDoc): boolean {
  return definition['mutability'] !== 'readOnly';
}

function pathOf(type: ResourceTypeDoc, { path, definition }: AttributeDoc): string {
  return `${path === '' ? type.core : path}:${definition['name']}`;
}

function valueIn({ path, definition }: AttributeDoc, resource: Doc): unknown {
  const block = path === '' ? resource : resource[path];
  return typeof block === 'object' && block !== null ? { ...block }[String(definition['name'])] : undefined;
}

/** A whole resource: every attribute that may be written has a value. */
async function fill(service: ScimService, type: ResourceTypeDoc): Promise<Doc> {
  const resource: Record<string, unknown> = { schemas: type.schemas };
  for (const attribute of type.attributes.filter(isWritable)) {
    const value = await randomValueOf(service, attribute.definition);
    const name = String(attribute.definition['name']);
    if (attribute.path === '') resource[name] = value;
    else resource[attribute.path] = { ...Object(resource[attribute.path]), [name]: value };
  }
  return resource;
}

/** What of a filled resource must come back. */
function shown(type: ResourceTypeDoc, resource: Doc): Doc {
  const hidden = type.attributes.filter(({ definition }) => definition['returned'] === 'never');
  const names = new Set(hidden.map(({ definition }) => definition['name']));
  return Object.fromEntries(
    Object.entries(resource).flatMap(([name, value]) => (names.has(name) ? [] : [[name, like(value)]])),
  );
}

/** Equal, but for parts that the service adds of its own, such as a member's `display`. */
function like(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(like);
  return typeof value === 'object' && value !== null ? expect.objectContaining(value) : value;
}

async function randomValueOf(service: ScimService, definition: Doc): Promise<unknown> {
  const one = await oneRandomValueOf(service, definition);
  return definition['multiValued'] === true ? [one] : one;
}

async function oneRandomValueOf(service: ScimService, definition: Doc): Promise<unknown> {
  const canonical = definition['canonicalValues'];
  if (Array.isArray(canonical)) return canonical[Math.floor(Math.random() * canonical.length)];
  switch (definition['type']) {
    case 'boolean':
      return Math.random() < 0.5;
    case 'integer':
      return 7;
    case 'decimal':
      return 7.5;
    case 'dateTime':
      return '2011-05-13T04:42:34Z';
    case 'binary':
      return randomBytes(24).toString('base64');
    case 'reference':
      return referenceOf(service, docsIn(definition['referenceTypes']).map(String));
    case 'complex':
      return complexOf(service, docsIn(definition['subAttributes']));
    default:
      return randomUUID();
  }
}

async function referenceOf(service: ScimService, types: readonly string[]): Promise<string> {
  if (!types.includes('User')) return `https://${randomUUID()}.example`;
  return `${service.baseUrl}/Users/${(await makeUser(service, { schemas: [urn.user] })).id}`;
}

async function complexOf(service: ScimService, parts: readonly Doc[]): Promise<Doc> {
  const value: Record<string, unknown> = {};
  for (const part of parts) {
    if (part['mutability'] !== 'readOnly') value[String(part['name'])] = await randomValueOf(service, part);
  }
  // A reference and the value beside it mean the same resource.
  const reference = value['$ref'];
  return typeof reference === 'string' ? { ...value, value: reference.split('/').at(-1) } : value;
}
