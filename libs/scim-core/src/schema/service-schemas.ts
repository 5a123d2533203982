import { type AttributeDefinition, complex, type SchemaDefinition, simple } from './schema.ts';
import { urns } from './urns.ts';

/**
 * The schemas of what discovery itself answers with (RFC 7643 §8.7.2, RFC 9865 §4), published beside those of the
 * resources. Clients that build their model of a service from `/Schemas` look for these three too. Nobody writes such
 * resources, so that no request is ever read by them.
 */
const readOnly = { mutability: 'readOnly' } as const;
const required = { mutability: 'readOnly', required: true } as const;

function supported(name: string, description: string, more: readonly AttributeDefinition[] = []): AttributeDefinition {
  const flag = simple('supported', 'boolean', 'Whether the operation is supported.', required);
  return complex(name, description, [flag, ...more], required);
}

/** RFC 7643 §5, with the pagination of RFC 9865. */
const serviceProviderConfigSchema: SchemaDefinition = {
  id: urns.serviceProviderConfig,
  name: 'ServiceProviderConfig',
  description: 'What this service can do',
  attributes: [
    simple('documentationUri', 'reference', 'Where the service is documented.', {
      ...readOnly,
      referenceTypes: ['external'],
    }),
    supported('patch', 'PATCH of resources.'),
    supported('bulk', 'Several operations in one request.', [
      simple('maxOperations', 'integer', 'The most operations that one request may hold.', required),
      simple('maxPayloadSize', 'integer', 'The most bytes that one request may have.', required),
    ]),
    supported('filter', 'Searching by filter.', [
      simple('maxResults', 'integer', 'The most resources that one page holds.', required),
    ]),
    supported('changePassword', 'Changing passwords.'),
    supported('sort', 'Sorting lists.'),
    supported('etag', 'Versions of resources as ETags.'),
    complex(
      'pagination',
      'How lists are paged.',
      [
        simple('cursor', 'boolean', 'Whether lists are paged by cursor.', required),
        simple('index', 'boolean', 'Whether lists are paged by index.', required),
        simple('defaultPaginationMethod', 'string', 'How a list is paged that is asked for in neither way.', {
          ...readOnly,
          canonicalValues: ['cursor', 'index'],
        }),
        simple('defaultPageSize', 'integer', 'How many resources a page holds when no count is given.', readOnly),
        simple('maxPageSize', 'integer', 'The most resources that a page holds.', readOnly),
        simple('cursorTimeout', 'integer', 'For how many seconds a cursor stays good.', readOnly),
      ],
      readOnly,
    ),
    complex(
      'authenticationSchemes',
      'How clients prove who they are.',
      [
        simple('type', 'string', 'The kind of scheme.', {
          ...required,
          canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
        }),
        simple('name', 'string', 'Its name.', required),
        simple('description', 'string', 'What it is.', required),
        simple('specUri', 'reference', 'Its specification.', { ...readOnly, referenceTypes: ['external'] }),
        simple('documentationUri', 'reference', 'How it is used here.', { ...readOnly, referenceTypes: ['external'] }),
        simple('primary', 'boolean', 'Whether this is the preferred scheme. True for at most one.', readOnly),
      ],
      { ...required, multiValued: true },
    ),
  ],
};

/** RFC 7643 §6. */
const resourceTypeSchema: SchemaDefinition = {
  id: urns.resourceType,
  name: 'ResourceType',
  description: 'A kind of resource',
  attributes: [
    simple('name', 'string', 'The name of the kind, which meta.resourceType refers to.', required),
    simple('description', 'string', 'What the kind is.', readOnly),
    simple('endpoint', 'reference', 'Where its resources are, relative to the base URL.', {
      ...required,
      referenceTypes: ['uri'],
    }),
    simple('schema', 'reference', 'The core schema of its resources.', {
      ...required,
      caseExact: true,
      referenceTypes: ['uri'],
    }),
    complex(
      'schemaExtensions',
      'The extensions that its resources may have.',
      [
        simple('schema', 'reference', 'The schema of the extension.', {
          ...required,
          caseExact: true,
          referenceTypes: ['uri'],
        }),
        simple('required', 'boolean', 'Whether every resource must have it.', required),
      ],
      { ...readOnly, multiValued: true },
    ),
  ],
};

/** RFC 7643 §7. */
const schemaSchema: SchemaDefinition = {
  id: urns.schema,
  name: 'Schema',
  description: 'The attributes of a resource or an extension',
  attributes: [
    simple('name', 'string', 'The name of the schema.', required),
    simple('description', 'string', 'What the schema describes.', readOnly),
    complex(
      'attributes',
      'The attributes.',
      [
        ...characteristics(),
        complex('subAttributes', 'The parts of a complex attribute.', characteristics(), {
          ...readOnly,
          multiValued: true,
        }),
      ],
      { ...required, multiValued: true },
    ),
  ],
};

function characteristics(): readonly AttributeDefinition[] {
  const named = (name: string, description: string, canonicalValues: readonly string[], more = {}) =>
    simple(name, 'string', description, { ...readOnly, caseExact: true, canonicalValues, ...more });
  return [
    simple('name', 'string', 'The name of the attribute.', { ...required, caseExact: true }),
    named(
      'type',
      'What kind of value it has.',
      ['string', 'complex', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary'],
      { required: true },
    ),
    simple('multiValued', 'boolean', 'Whether it has many values.', required),
    simple('description', 'string', 'What it is.', readOnly),
    simple('required', 'boolean', 'Whether it must have a value.', readOnly),
    simple('canonicalValues', 'string', 'Values with a known meaning; others are not refused.', {
      ...readOnly,
      caseExact: true,
      multiValued: true,
    }),
    simple('caseExact', 'boolean', 'Whether upper and lower case differ.', readOnly),
    named('mutability', 'Whether clients may write it.', ['readOnly', 'readWrite', 'immutable', 'writeOnly']),
    named('returned', 'When it is shown.', ['always', 'never', 'default', 'request']),
    named('uniqueness', 'Where a value may stand only once.', ['none', 'server', 'global']),
    simple('referenceTypes', 'string', 'What a reference may refer to.', {
      ...readOnly,
      caseExact: true,
      multiValued: true,
    }),
  ];
}

/** In the order in which RFC 7643 §8.7.2 has them. */
export const serviceSchemas: readonly SchemaDefinition[] = [
  serviceProviderConfigSchema,
  resourceTypeSchema,
  schemaSchema,
];
