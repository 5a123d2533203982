/**
 * A JSON Schema in a notation that reads like a TypeScript type: shorter than the schema, and known to whoever calls an
 * API. Covers what our declarations produce; anything else shows as `any`.
 */
export function describeSchema(schema: unknown, indent = ''): string {
  if (!isObject(schema)) return 'any';
  if (typeof schema['$ref'] === 'string') return schema['$ref'].split('/').at(-1) ?? 'any';
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(alternatives)) return alternatives.map((one) => describeSchema(one, indent)).join(' | ');
  if (Array.isArray(schema['allOf'])) return schema['allOf'].map((one) => describeSchema(one, indent)).join(' & ');
  if (Array.isArray(schema['type'])) {
    return schema['type'].map((type) => describeSchema({ ...schema, type }, indent)).join(' | ');
  }
  switch (schema['type']) {
    case 'object':
      return describeObject(schema, indent);
    case 'array': {
      const items = describeSchema(schema['items'], indent);
      return items.includes(' | ') && !items.startsWith('{') ? `(${items})[]` : `${items}[]`;
    }
    case 'string':
      return `string${notes([schema['format'], lengthNote(schema)])}`;
    case 'integer':
    case 'number':
      return `${schema['type']}${notes([rangeNote(schema), defaultNote(schema)])}`;
    case 'boolean':
    case 'null':
      return `${schema['type']}`;
    default:
      return 'any';
  }
}

function describeObject(schema: Readonly<Record<string, unknown>>, indent: string): string {
  const properties = isObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  if (properties.length === 0) return 'object';
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const deeper = `${indent}  `;
  const lines = properties.map(([name, property]) => {
    const description =
      isObject(property) && typeof property['description'] === 'string' ? property['description'] : '';
    const comment = description === '' ? '' : `${deeper}// ${description}\n`;
    return `${comment}${deeper}${name}${required.has(name) ? '' : '?'}: ${describeSchema(property, deeper)}`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function notes(values: readonly unknown[]): string {
  const said = values.filter((value) => typeof value === 'string' && value !== '');
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

function lengthNote(schema: Readonly<Record<string, unknown>>): string {
  return typeof schema['maxLength'] === 'number' ? `≤ ${schema['maxLength']}` : '';
}

function rangeNote({ minimum, maximum }: Readonly<Record<string, unknown>>): string {
  // The bounds of a safe integer say nothing about the field.
  const upper = typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? `${maximum}` : '';
  return typeof minimum === 'number' && minimum > Number.MIN_SAFE_INTEGER ? `${minimum}…${upper}` : '';
}

function defaultNote(schema: Readonly<Record<string, unknown>>): string {
  return 'default' in schema ? `default ${JSON.stringify(schema['default'])}` : '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
