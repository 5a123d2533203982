import { fileURLToPath } from 'node:url';
import type { IdentityProvider, JsonObject, LocalisedText, ScimQuirks } from '@sekisho/provider-kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertAcceptedByCore } from './accepted-by-core.ts';
import { type CaseRequest, operationsOf, readCases } from './case-folder.ts';
import { deepFreeze } from './deep-freeze.ts';
import { anyBody, anyFilter, oversizedBodies } from './hostile-json.ts';
import { normalisePatchMessage, normaliseRequest } from './normalise-request.ts';
import { rfcRequests } from './rfc-requests.ts';

export interface ProviderContractOptions {
  /** The plugin's `cases/` folder: `new URL('../cases/', import.meta.url)`. */
  readonly casesDir: URL | string;
}

/** Runs of each property; the seed is printed when one fails. */
const runs = 300;

/**
 * The suite that every plugin passes. Call it from the plugin's spec:
 *
 * ```ts
 * runProviderContract(entraId, { casesDir: new URL('../cases/', import.meta.url) });
 * ```
 */
export function runProviderContract(provider: IdentityProvider, options: ProviderContractOptions): void {
  const casesDir = options.casesDir instanceof URL ? fileURLToPath(options.casesDir) : options.casesDir;
  const quirks: ScimQuirks = provider.scim ?? {};

  describe(`the provider contract: ${provider.id}`, () => {
    describe('identity and texts', () => {
      it('has an id of lower-case letters, digits and single hyphens, as it is stored and put in URLs', () => {
        expect(provider.id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
        expect(provider.id.length).toBeLessThanOrEqual(40);
      });

      it('has a display name in both languages', () => expectText(provider.displayName));

      it('has a setup guide whose steps have texts in both languages', () => {
        expect(provider.setupGuide.steps.length).toBeGreaterThan(0);
        for (const step of provider.setupGuide.steps) {
          expectText(step.title);
          expectText(step.body);
        }
      });

      it('shows the base URL and the token where the guide needs them', () => {
        const copied = provider.setupGuide.steps.flatMap((step) => step.copy ?? []);
        expect(new Set(copied)).toEqual(new Set(['scimBaseUrl', 'scimToken']));
      });

      it('refers to a page by https, if to any', () => {
        if (provider.setupGuide.reference !== undefined) expect(provider.setupGuide.reference).toMatch(/^https:\/\//);
      });
    });

    describe('what follows the RFCs stays as it is', () => {
      it.each(rfcRequests)('$sentence', (request) => {
        expect(normaliseRequest(quirks, deepFreeze(structuredClone(request)))).toEqual(unchanged(request));
        assertAcceptedByCore(request, unchanged(request));
      });
    });

    describe('hostile input is left for scim-core to refuse', () => {
      const hooks = bodyHooks(quirks);

      it.each(hooks)('%s never throws, changes what it was given, or answers twice differently', (_name, hook) => {
        fc.assert(
          fc.property(anyBody, (body) => {
            const frozen = deepFreeze(structuredClone(body));
            expect(hook(frozen)).toEqual(hook(frozen));
            expect(Object.getPrototypeOf(Object.prototype)).toBeNull();
            expect(Reflect.get({}, 'polluted')).toBeUndefined();
          }),
          { numRuns: runs },
        );
      });

      it('normaliseFilter never throws and does nothing when done twice', () => {
        const hook = quirks.normaliseFilter ?? ((filter: string) => filter);
        fc.assert(
          fc.property(anyFilter, (filter) => {
            expect(hook(hook(filter))).toBe(hook(filter));
          }),
          { numRuns: runs },
        );
      });

      it.each(hooks)('%s keeps members named __proto__, so that the core sees them', (_name, hook) => {
        const inBody: JsonObject = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}');
        expect(memberNames(hook(deepFreeze(inBody)))).toContain('__proto__');
        const inValue: JsonObject = JSON.parse(
          '{"Operations":[{"op":"add","path":"__proto__.polluted","value":true},{"op":"add","value":{"__proto__":{"polluted":true}}}]}',
        );
        expect(memberNames(hook(deepFreeze(inValue)))).toContain('__proto__');
        expect(Reflect.get({}, 'polluted')).toBeUndefined();
      });

      it.each(oversizedBodies())('a body %s costs no more than a moment', (_name, body) => {
        const started = performance.now();
        for (const [, hook] of hooks) hook(body);
        expect(performance.now() - started).toBeLessThan(5_000);
      });
    });

    describe('cases', () => {
      const cases = readCases(casesDir);

      it('has cases, if it has quirks', () => {
        if (provider.scim !== undefined) expect(cases.length).toBeGreaterThan(0);
      });

      it.each(cases)('$name', ({ request, normalised, readme }) => {
        expect(readme, 'README.md names where the request is known from').toMatch(/^Source: \S/m);
        const given = deepFreeze(structuredClone(request));
        const result = normaliseRequest(quirks, given);
        expect(result).toEqual(normalised);
        const again = { ...request, ...asRequest(request, result) };
        expect(normaliseRequest(quirks, again), 'normalising twice').toEqual(normalised);
        assertAcceptedByCore(request, result);
      });
    });
  });
}

/** Every member name in a result. */
function memberNames(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return [...names, ...Object.values(value).flatMap(memberNames)];
}

function expectText(text: LocalisedText): void {
  expect(text.ja.trim()).not.toBe('');
  expect(text.en.trim()).not.toBe('');
}

function unchanged(request: CaseRequest): JsonObject {
  return request.body === undefined
    ? { filter: new URLSearchParams(request.path.slice(request.path.indexOf('?') + 1)).get('filter') ?? '' }
    : { body: request.body };
}

/** The normalised form as a request, to be normalised again. */
function asRequest(request: CaseRequest, result: JsonObject): Partial<CaseRequest> {
  const { body, filter } = result;
  if (typeof filter === 'string') return { path: `${request.path.split('?')[0]}?filter=${encodeURIComponent(filter)}` };
  return { body: body === undefined ? undefined : JSON.parse(JSON.stringify(body)) };
}

function bodyHooks(quirks: ScimQuirks): readonly (readonly [string, (body: JsonObject) => unknown])[] {
  const same = (body: JsonObject): JsonObject => body;
  return [
    ['normaliseUser', (body) => (quirks.normaliseUser ?? same)(body)],
    ['normaliseGroup', (body) => (quirks.normaliseGroup ?? same)(body)],
    ['normalisePatchBody and normalisePatch', (body) => normalisePatchMessage(quirks, body)],
    ['normalisePatch', (body) => (quirks.normalisePatch ?? ((list) => list))([body, ...operationsOf(body)])],
    ['shapeResponse', (body) => (quirks.shapeResponse ?? same)(body)],
  ];
}
