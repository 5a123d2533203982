import { accessLogOperations } from './operations/access-log-operations.ts';
import { alertOperations } from './operations/alert-operations.ts';
import { apiKeyOperations } from './operations/api-key-operations.ts';
import { auditExportOperations } from './operations/audit-export-operations.ts';
import { auditLogOperations } from './operations/audit-log-operations.ts';
import { connectionOperations } from './operations/connection-operations.ts';
import { contractOperations } from './operations/contract-operations.ts';
import { domainOperations } from './operations/domain-operations.ts';
import { forwardingOperations } from './operations/forwarding-operations.ts';
import { memberOperations } from './operations/member-operations.ts';
import { operatorOperations } from './operations/operator-operations.ts';
import { organisationOperations } from './operations/organisation-operations.ts';
import { productPlanOperations } from './operations/product-plan-operations.ts';
import { provisioningOperations } from './operations/provisioning-operations.ts';
import { retentionOperations } from './operations/retention-operations.ts';
import { savedSearchOperations } from './operations/saved-search-operations.ts';
import { signInOperations } from './operations/sign-in-operations.ts';
import { teamOperations } from './operations/team-operations.ts';

/** Every endpoint of `/admin/v1`, by operation id. The gateway must have a handler for each, and serves nothing else. */
export const adminOperations = {
  ...signInOperations,
  ...organisationOperations,
  ...contractOperations,
  ...memberOperations,
  ...teamOperations,
  ...domainOperations,
  ...connectionOperations,
  ...provisioningOperations,
  ...apiKeyOperations,
  ...auditLogOperations,
  ...retentionOperations,
  ...savedSearchOperations,
  ...accessLogOperations,
  ...auditExportOperations,
  ...forwardingOperations,
  ...alertOperations,
  ...operatorOperations,
  ...productPlanOperations,
};

export type AdminOperations = typeof adminOperations;
export type AdminOperationId = keyof AdminOperations;
