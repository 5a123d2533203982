import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { adminOperations } from './admin-operations.ts';
import { buildOpenApi, refusalsOf } from './openapi.ts';
import type { OperationShape } from './operation.ts';

const operations = Object.entries<OperationShape>(adminOperations);
const document = buildOpenApi({ version: '1.2.3', publicUrl: 'https://sekisho.example', language: 'en' });

describe('the OpenAPI document', () => {
  it.each(['ja', 'en'] as const)('is valid OpenAPI 3.1, in %s', async (language) => {
    const own = buildOpenApi({ version: '1.2.3', publicUrl: 'https://sekisho.example', language });
    // Through JSON, as a reader gets it.
    const result = await new Validator().validate(JSON.parse(JSON.stringify(own)));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(own.openapi).toMatch(/^3\.1\./);
  });

  it.each(operations)('has %s, with what it needs and how it refuses', (id, operation) => {
    const found = document.paths?.[operation.path]?.[operation.method];
    expect(found?.operationId).toBe(id);
    expect(found?.summary).toBe(operation.summary.en);
    expect(Object.keys(found?.responses ?? {}).map(Number)).toEqual(
      [operation.status, ...refusalsOf(operation)].sort((a, b) => a - b),
    );
    const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect(Object.keys(operation.params?.shape ?? {}).sort()).toEqual(inPath.sort());
    expect(found?.security).toEqual(
      operation.permission === 'public' ? [] : expect.arrayContaining([expect.anything()]),
    );
  });

  it('names the cookie that the gateway sets', () => {
    expect(document.components?.securitySchemes?.['session']).toMatchObject({ name: '__Host-sekisho_session' });
  });

  it('has no two operations at one place, and none without words in both languages', () => {
    const places = operations.map(([, operation]) => `${operation.method} ${operation.path}`);
    expect(new Set(places).size).toBe(places.length);
    for (const [, operation] of operations) {
      expect(operation.summary.ja).toMatch(/[ぁ-んァ-ン一-龠]/);
      expect(operation.summary.en).not.toBe('');
    }
  });
});
