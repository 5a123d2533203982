import { ScimError } from '@sekisho/scim-core';
import type { ScimRoute } from './scim-route.ts';

/** A route, and what stands where its path says `:id`. */
export interface FoundRoute {
  readonly route: ScimRoute;
  readonly id: string;
}

/** 405, with the methods that would do. */
export class MethodNotAllowedError extends ScimError {
  readonly allow: string;

  constructor(method: string, allow: readonly string[]) {
    super(405, undefined, {
      ja: `このエンドポイントで ${method} は使用できません。使用できるメソッド: ${allow.join(', ')}`,
      en: `${method} is not allowed here. Allowed: ${allow.join(', ')}.`,
    });
    this.name = 'MethodNotAllowedError';
    this.allow = allow.join(', ');
  }
}

/** Looks routes up by the number of segments and their lower-case names. Built once. */
export class RouteFinder {
  /** By `users/*` and the like: an id is a star. */
  readonly #routes = new Map<string, Map<string, ScimRoute>>();

  constructor(routes: readonly ScimRoute[]) {
    for (const route of routes) {
      const shape = route.path.slice(1).toLowerCase().replace(':id', '*');
      const methods = this.#routes.get(shape) ?? new Map<string, ScimRoute>();
      this.#routes.set(shape, methods.set(route.method, route));
    }
  }

  /** `path` has no connection in it and no slash at its ends; its segments are decoded. 404 and 405 as ScimErrors. */
  find(method: string, segments: readonly string[]): FoundRoute {
    const [first = '', second] = segments;
    const exact = segments.map((segment) => segment.toLowerCase()).join('/');
    const methods =
      this.#routes.get(exact) ?? (second === undefined ? undefined : this.#routes.get(`${first.toLowerCase()}/*`));
    if (methods === undefined || segments.length > 2) throw unknownEndpoint(segments);
    const route = methods.get(method === 'HEAD' ? 'GET' : method);
    if (route === undefined) throw new MethodNotAllowedError(method, [...methods.keys()]);
    return { route, id: second ?? '' };
  }
}

function unknownEndpoint(segments: readonly string[]): ScimError {
  const shown = `/${segments.join('/')}`.slice(0, 120).toWellFormed();
  return new ScimError(404, undefined, {
    ja: `エンドポイント ${shown} はありません。SCIM のベース URL とパスを確認してください。`,
    en: `There is no endpoint ${shown}. Check the SCIM base URL and the path.`,
  });
}
