import type { Catalogue } from '../catalogue/catalogue.ts';
import type { JsonSchema } from '../catalogue/json-schema.ts';
import { accessFieldLimits, httpStatus, requiredAccessFields, token } from './parse-access-event.ts';

/**
 * The wire format of `POST /audit/v1/access-events` as JSON Schema (draft 2020-12): one access of any product. What depends on
 * the clock (future times, closed products) and on the organisation's plan only the gateway knows.
 */
export function accessEventJsonSchema(catalogue: Catalogue): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Sekisho access',
    description: `Catalogue version ${catalogue.version}.`,
    type: 'object',
    properties: {
      ...Object.fromEntries(
        Object.entries(accessFieldLimits).map(([field, maxLength]) => [field, { type: 'string', maxLength }]),
      ),
      id: {
        type: 'string',
        pattern: orEmpty(/[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}/),
        description: 'A UUID that stays the same when the access is sent again. Without one it is stored again then.',
      },
      occurredAt: { type: 'string', format: 'date-time', maxLength: accessFieldLimits.occurredAt },
      product: {
        enum: catalogue.products.map(({ id }) => id),
        description: 'May be left out; the key says it.',
      },
      method: { type: 'string', pattern: orEmpty(token), maxLength: accessFieldLimits.method },
      path: {
        type: 'string',
        pattern: '^[^?#]',
        maxLength: accessFieldLimits.path,
        description: 'The path, or the name of an operation. What follows ? or # is not kept.',
      },
      status: {
        description: 'The HTTP status, as a number or as text.',
        anyOf: [
          { type: 'integer', minimum: 100, maximum: 599 },
          { type: 'string', pattern: orEmpty(httpStatus) },
        ],
      },
    },
    required: [...requiredAccessFields],
    additionalProperties: false,
  };
}

/** The expression for a field that may be empty. */
function orEmpty({ source }: RegExp): string {
  return `^(?:${source.replace(/^\^|\$$/g, '')})?$`;
}
