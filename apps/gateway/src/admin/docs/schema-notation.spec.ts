import { expect, it } from 'vitest';
import { describeSchema } from './schema-notation.ts';

it.each([
  [{ $ref: '#/components/schemas/Member' }, 'Member'],
  [{ type: 'string', format: 'uuid' }, 'string (uuid)'],
  [{ type: 'string', maxLength: 200 }, 'string (≤ 200)'],
  [{ type: 'integer', minimum: 1, maximum: 500, default: 50 }, 'integer (1…500, default 50)'],
  [{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, 'integer (0…)'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ enum: ['ja', 'en'] }, '"ja" | "en"'],
  [{ const: 'TXT' }, '"TXT"'],
  [{ type: 'array', items: { type: 'string' } }, 'string[]'],
  [{ type: 'array', items: { enum: ['a', 'b'] } }, '("a" | "b")[]'],
  [{ anyOf: [{ type: 'boolean' }, { type: 'null' }] }, 'boolean | null'],
  [
    {
      type: 'object',
      properties: { id: { type: 'string' }, note: { type: 'string', description: 'A word.' } },
      required: ['id'],
    },
    '{\n  id: string\n  // A word.\n  note?: string\n}',
  ],
  [{ type: 'object' }, 'object'],
  [undefined, 'any'],
  [{}, 'any'],
])('%j reads as %s', (schema, expected) => {
  expect(describeSchema(schema)).toBe(expected);
});
