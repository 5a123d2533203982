import { z } from 'zod';
import { localisedText } from './values.ts';

/** The body of every refusal: RFC 9457 problem details, with the reason in the reader's language and in both. */
export const problem = z
  .object({
    type: z.string().meta({ description: 'A URI reference that names the kind of problem.' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'What happened and what to do, in the language of `Accept-Language`.' }),
    code: z.string().meta({
      description: 'Stable name of the reason; programs should key on it.',
      example: 'account.email-domain-unverified',
    }),
    detailLocalised: localisedText,
    field: z.string().optional().meta({ description: 'The field of the request that is at fault, where one is.' }),
    errors: z
      .array(z.object({ field: z.string(), reason: z.string(), reasonLocalised: localisedText }))
      .optional()
      .meta({ description: 'Every field that is not acceptable, when the request as such is not.' }),
    requestId: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'A refusal (RFC 9457).' });

export type Problem = z.output<typeof problem>;
