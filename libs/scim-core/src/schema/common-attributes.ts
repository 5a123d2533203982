import { type AttributeDefinition, complex, simple } from './schema.ts';

/**
 * What every resource has (RFC 7643 §3.1). No schema lists them in discovery, but filters, sorting, PATCH and
 * projection know them.
 */
export const commonAttributes: readonly AttributeDefinition[] = [
  simple('schemas', 'reference', 'The schemas present in the resource.', {
    multiValued: true,
    returned: 'always',
    mutability: 'readOnly',
    referenceTypes: ['uri'],
  }),
  simple('id', 'string', 'The identifier that this service gave.', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  simple('externalId', 'string', 'The identifier that the provisioning client gave.', { caseExact: true }),
  complex(
    'meta',
    'Facts about the resource, kept by this service.',
    [
      simple('resourceType', 'string', 'The kind of resource.', { caseExact: true, mutability: 'readOnly' }),
      simple('created', 'dateTime', 'When it was created.', { mutability: 'readOnly' }),
      simple('lastModified', 'dateTime', 'When it last changed.', { mutability: 'readOnly' }),
      simple('location', 'reference', 'Its address.', {
        caseExact: true,
        mutability: 'readOnly',
        referenceTypes: ['uri'],
      }),
      simple('version', 'string', 'Its ETag.', { caseExact: true, mutability: 'readOnly' }),
    ],
    { mutability: 'readOnly' },
  ),
];
