import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@sekisho/provider-kit';

/** One `cases/<what-happens>/`: what the provider sent, what the plugin makes of it, and where that is known from. */
export interface ProviderCase {
  readonly name: string;
  readonly request: CaseRequest;
  /** `{ "body": … }` for a request with a body, `{ "filter": "…" }` for a GET. */
  readonly normalised: JsonObject;
  readonly readme: string;
}

export interface CaseRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Below the connection's base URL, e.g. `/Users?filter=…`, as it is on the wire or decoded. */
  readonly path: string;
  readonly body: JsonObject | undefined;
}

/** Reads every case folder. Throws, naming the file, where one is missing or not of its form: a test must not skip it. */
export function readCases(casesDir: string): readonly ProviderCase[] {
  return readdirSync(casesDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => {
      const folder = join(casesDir, entry.name);
      return {
        name: entry.name,
        request: readRequest(join(folder, 'request.json')),
        normalised: readObject(join(folder, 'normalised.json')),
        readme: readFileSync(join(folder, 'README.md'), 'utf8'),
      };
    });
}

function readRequest(file: string): CaseRequest {
  const { method, path, body } = readObject(file);
  if (method !== 'GET' && method !== 'POST' && method !== 'PUT' && method !== 'PATCH') {
    throw new Error(`${file}: "method" must be GET, POST, PUT or PATCH`);
  }
  if (typeof path !== 'string' || !/^\/(?:Users|Groups)/.test(path)) {
    throw new Error(`${file}: "path" must begin with /Users or /Groups`);
  }
  if (method === 'GET') return { method, path, body: undefined };
  if (!isJsonObject(body)) throw new Error(`${file}: "body" must be an object`);
  return { method, path, body };
}

function readObject(file: string): JsonObject {
  const parsed: JsonValue = JSON.parse(readFileSync(file, 'utf8'));
  if (!isJsonObject(parsed)) throw new Error(`${file}: must hold an object`);
  return parsed;
}

/** The `Operations` of a PATCH body, those that are objects. */
export function operationsOf(body: JsonObject): readonly JsonObject[] {
  const operations = body['Operations'];
  return isJsonArray(operations) ? operations.filter((operation) => isJsonObject(operation)) : [];
}
