import { z } from 'zod';
import { instant } from '../values.ts';

/** What searches and exports of the audit log take. */

export const text = z.string().max(400);

/** One value or several: the parameter is repeated. */
function several(description: string) {
  return z
    .union([text, z.array(text).max(100)])
    .optional()
    .meta({ description });
}

/** Which events. Every parameter narrows. */
export const query = {
  from: instant.optional().meta({ description: 'Inclusive.' }),
  to: instant.optional().meta({ description: 'Exclusive.' }),
  product: several('May be repeated.'),
  category: several('May be repeated.'),
  event: several('May be repeated.'),
  actor: text.optional().meta({ description: 'Exact id, or part of name or e-mail address.' }),
  ip: z.string().max(64).optional().meta({ description: 'An address or a CIDR block.', example: '192.0.2.0/24' }),
  text: text.optional().meta({ description: 'Part of `action`, without regard to case.' }),
};

export const byteOrderMark = z
  .enum(['true', 'false'])
  .default('false')
  .meta({ description: 'CSV in UTF-8 only. Puts a byte order mark first, for Excel.' });

export const encoding = z.enum(['utf-8', 'shift_jis']).default('utf-8').meta({
  description:
    'CSV only. `shift_jis`: code page 932, as Excel in Japanese reads a file without a byte order mark. A character that it does not have becomes 〓 and is counted.',
});

/** Which form. */
export const form = {
  format: z.enum(['csv', 'ndjson', 'parquet']).default('csv'),
  preset: z.enum(['default', 'full', 'evidence']).default('default').meta({
    description:
      'CSV: `full` adds `id` and `space_key` before the ten columns and `version` after. NDJSON: `evidence` adds what verification against the seals needs.',
  }),
  encoding,
  order: z.enum(['newest-first', 'oldest-first']).default('newest-first'),
  compression: z.enum(['none', 'gzip', 'zstd']).default('none'),
};
