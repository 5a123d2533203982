import { z } from 'zod';
import { file, json, operations } from '../operation.ts';
import { instant, localisedText } from '../values.ts';
import { byteOrderMark, encoding } from './audit-log-parameters.ts';

const plan = z.object({ id: z.string(), name: localisedText }).meta({ id: 'ProductPlan' });

export const accessLogOperations = operations({
  listAccessLogMonths: {
    method: 'get',
    path: '/access-log/months',
    tag: 'access-log',
    summary: { ja: 'アクセスログの月次ファイルを一覧する', en: 'List the monthly files of the access log' },
    permission: 'audit-log:read',
    response: json(
      z.object({
        products: z
          .array(
            z.object({
              product: z.string(),
              plan: plan.nullable().meta({ description: 'The organisation’s; null where none is set.' }),
              included: z.boolean().meta({ description: 'Whether the access log comes with that plan.' }),
              plansWithAccessLog: z.array(plan),
            }),
          )
          .meta({ description: 'Products that have an access log at all.' }),
        months: z
          .array(
            z.object({
              month: z.string().meta({ example: '2026-04', description: 'In UTC.' }),
              product: z.string(),
              accesses: z.int().min(0),
              availableFrom: instant.meta({ description: 'The 10th of the following month.' }),
              available: z.boolean(),
            }),
          )
          .meta({ description: 'Of products whose access log is included; newest first.' }),
      }),
    ),
    status: 200,
    errors: [],
  },
  downloadAccessLogMonth: {
    method: 'get',
    path: '/access-log/monthly-file',
    tag: 'access-log',
    summary: { ja: 'アクセスログの月次ファイルをダウンロードする', en: 'Download a monthly file of the access log' },
    permission: 'audit-log:read',
    query: z.strictObject({
      month: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
        .meta({ example: '2026-04', description: 'In UTC; from the 10th of the following month on.' }),
      product: z.string().min(1).max(100),
      encoding,
      bom: byteOrderMark,
    }),
    response: file('application/zip'),
    status: 200,
    errors: [404, 409],
  },
});
