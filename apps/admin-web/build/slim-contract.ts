import { adminOperations, type OperationShape } from '@sekisho/api-contract';
import type { Plugin } from 'vite';

const contract = /\/libs\/api-contract\/src\/(?<file>[\w./-]+)$/;

const declarations = /\/libs\/(api-contract|audit-events|domain)\/src\//;

/**
 * Keeps the API's schemas, and the library they are written with (90 kB compressed), out of the page. The page needs
 * the declarations' types, which cost nothing, and of each operation its method, path and kind of answer: that table is
 * written here while the app is built. Requests are validated where it counts, by the gateway.
 */
export function slimContract(): Plugin {
  return {
    name: 'sekisho:slim-contract',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      const file = contract.exec(id)?.groups?.['file'];
      if (file === 'admin-operations.ts') return `export const adminOperations = ${JSON.stringify(table())};`;
      if (file === 'problem.ts') return problemModule;
      return null;
    },
    transform(code, id) {
      // A schema that nobody asks for is nobody's: without this, making one counts as a side effect and is kept.
      return declarations.test(id) ? { code, moduleSideEffects: false, map: null } : null;
    },
  };
}

/** What the client reads of each operation. */
function table(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries<OperationShape>(adminOperations).map(([id, { method, path, permission, response }]) => [
      id,
      { method, path, permission, response: { kind: response.kind } },
    ]),
  );
}

/** The same question as the contract's schema, asked by hand: is this a refusal of ours, or a proxy's page? */
const problemModule = `
const isText = (value) => typeof value === 'string';
const isLocalised = (value) => typeof value === 'object' && value !== null && isText(value.ja) && isText(value.en);
export const problem = {
  safeParse(value) {
    const success =
      typeof value === 'object' && value !== null && typeof value.status === 'number' && isText(value.code) &&
      isText(value.detail) && isLocalised(value.detailLocalised) &&
      (value.errors === undefined || (Array.isArray(value.errors) &&
        value.errors.every((one) => isText(one?.field) && isLocalised(one?.reasonLocalised))));
    return success ? { success, data: value } : { success };
  },
};
`;
