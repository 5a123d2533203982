import { z } from 'zod';
import { json, operations } from '../operation.ts';
import { instant } from '../values.ts';

const organisationParams = z.object({ organisationId: z.string().min(1).max(64) });

const productPlans = z.object({
  items: z.array(z.object({ product: z.string(), plan: z.string(), since: instant })),
});

/** Which plan an organisation has of each product: it decides what else is recorded and handed out, such as access logs. */
export const productPlanOperations = operations({
  listProductPlans: {
    method: 'get',
    path: '/operator/organisations/{organisationId}/plans',
    tag: 'operator',
    summary: { ja: '組織のプロダクトごとのプランを一覧する', en: 'List an organisation’s plans of products' },
    permission: 'operator',
    params: organisationParams,
    response: json(productPlans),
    status: 200,
    errors: [404],
  },
  setProductPlan: {
    method: 'put',
    path: '/operator/organisations/{organisationId}/plans/{product}',
    tag: 'operator',
    summary: { ja: '組織のプロダクトのプランを設定する', en: 'Set an organisation’s plan of a product' },
    permission: 'operator',
    params: organisationParams.extend({ product: z.string().min(1).max(100) }),
    body: z.strictObject({
      plan: z.string().min(1).max(100).nullable().meta({
        description: 'An id of the catalogue, or null for none.',
        example: 'platinum',
      }),
    }),
    response: json(productPlans),
    status: 200,
    errors: [404],
  },
});
