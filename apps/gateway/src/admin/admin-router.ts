import { adminOperations } from '@sekisho/api-contract';
import type { Logger } from '@sekisho/platform';
import { Router } from 'express';
import type { AdminDependencies } from './admin-dependencies.ts';
import { type AccessLogHandlerDependencies, accessLogHandlers } from './handlers/access-log-handlers.ts';
import { type AlertHandlerDependencies, alertHandlers } from './handlers/alert-handlers.ts';
import { apiKeyHandlers } from './handlers/api-key-handlers.ts';
import { type AuditExportDependencies, auditExportHandlers } from './handlers/audit-export-handlers.ts';
import { type AuditLogDependencies, auditLogHandlers } from './handlers/audit-log-handlers.ts';
import { connectionHandlers } from './handlers/connection-handlers.ts';
import { contractHandlers } from './handlers/contract-handlers.ts';
import { domainHandlers } from './handlers/domain-handlers.ts';
import { type ForwardingHandlerDependencies, forwardingHandlers } from './handlers/forwarding-handlers.ts';
import { memberHandlers } from './handlers/member-handlers.ts';
import { operatorHandlers } from './handlers/operator-handlers.ts';
import { organisationHandlers } from './handlers/organisation-handlers.ts';
import { productPlanHandlers } from './handlers/product-plan-handlers.ts';
import { provisioningHandlers } from './handlers/provisioning-handlers.ts';
import { retentionHandlers } from './handlers/retention-handlers.ts';
import { savedSearchHandlers } from './handlers/saved-search-handlers.ts';
import { signInHandlers } from './handlers/sign-in-handlers.ts';
import { teamHandlers } from './handlers/team-handlers.ts';
import { type OperationRouteDependencies, operationRouter } from './operation-route.ts';
import { answerProblems } from './problem-response.ts';
import { RequestProblem } from './request-problem.ts';

export type AdminRouterDependencies = AdminDependencies &
  OperationRouteDependencies &
  AuditLogDependencies &
  AccessLogHandlerDependencies &
  AuditExportDependencies &
  ForwardingHandlerDependencies &
  AlertHandlerDependencies & { readonly logger: Logger };

/** The admin API, to be mounted at `/admin/v1`. Answers every request below it, also those it knows nothing of. */
export function adminRouter(dependencies: AdminRouterDependencies): Router {
  const router = Router();
  router.use(
    operationRouter(dependencies, adminOperations, {
      ...signInHandlers(dependencies),
      ...organisationHandlers(dependencies),
      ...contractHandlers(dependencies),
      ...memberHandlers(dependencies),
      ...teamHandlers(dependencies),
      ...domainHandlers(dependencies),
      ...connectionHandlers(dependencies),
      ...provisioningHandlers(dependencies),
      ...apiKeyHandlers(dependencies),
      ...auditLogHandlers(dependencies),
      ...retentionHandlers(dependencies),
      ...savedSearchHandlers(dependencies),
      ...accessLogHandlers(dependencies),
      ...auditExportHandlers(dependencies),
      ...forwardingHandlers(dependencies),
      ...alertHandlers(dependencies),
      ...operatorHandlers(dependencies),
      ...productPlanHandlers(dependencies),
    }),
  );
  router.use((request) => {
    throw new RequestProblem(404, 'request.not-found', {
      ja: `${request.path} という操作はありません。API の一覧は /docs にあります。`,
      en: `There is no operation at ${request.path}. The API is described at /docs.`,
    });
  });
  router.use(answerProblems(dependencies.logger));
  return router;
}
