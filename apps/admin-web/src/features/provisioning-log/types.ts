import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';

export type ProvisioningRequest = ResponseOf<AdminOperations['listProvisioningRequests']>['items'][number];
export type ProvisioningRequestDetail = ResponseOf<AdminOperations['getProvisioningRequest']>;
export type Outcome = ProvisioningRequest['outcome'];
