import { fieldLimits, requiredFields } from '../parse/parse-audit-event.ts';
import type { Catalogue, CatalogueProduct } from './catalogue.ts';

/** A JSON Schema document. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The wire format of `POST /audit/v1/events` as JSON Schema (draft 2020-12): one event of any product. It says which
 * categories and events go together; what depends on the clock (future times, closed products) only the gateway knows.
 */
export function auditEventJsonSchema(catalogue: Catalogue): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Sekisho audit event',
    description: `Catalogue version ${catalogue.version}.`,
    type: 'object',
    properties: {
      ...Object.fromEntries(
        Object.entries(fieldLimits).map(([field, maxLength]) => [field, { type: 'string', maxLength }]),
      ),
      id: { type: 'string', format: 'uuid', description: 'Stays the same when the event is sent again.' },
      occurredAt: { type: 'string', format: 'date-time', maxLength: fieldLimits.occurredAt },
      action: { type: 'string', minLength: 1, maxLength: fieldLimits.action },
      version: { const: 'V1' },
    },
    required: [...requiredFields],
    additionalProperties: false,
    anyOf: catalogue.products.map(productSchema),
  };
}

function productSchema(product: CatalogueProduct): JsonSchema {
  return {
    title: product.id,
    ...(product.closedAt === undefined ? {} : { description: `Takes events before ${product.closedAt} only.` }),
    type: 'object',
    properties: { product: { const: product.id } },
    anyOf: product.categories.map((category) => ({
      title: category.id,
      type: 'object',
      properties: { category: { const: category.id }, event: { enum: category.events.map(({ id }) => id) } },
    })),
  };
}
