import type { Language } from '@sekisho/domain';
import type { JsonObject } from '@sekisho/provider-kit';
import { urns } from '../schema/urns.ts';
import type { ScimError } from '../scim-error.ts';

/** An error message (RFC 7644 §3.12). `detail` is in English unless the caller knows its reader. */
export function renderError(
  error: Pick<ScimError, 'status' | 'scimType' | 'explanation'>,
  language: Language = 'en',
): JsonObject {
  return {
    schemas: [urns.error],
    status: String(error.status),
    ...(error.scimType === undefined ? {} : { scimType: error.scimType }),
    detail: error.explanation[language],
  };
}
