import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';

export type IdentityProvider = ResponseOf<AdminOperations['listIdentityProviders']>['items'][number];
export type Connection = ResponseOf<AdminOperations['listConnections']>['items'][number];
export type ConnectionDetail = ResponseOf<AdminOperations['getConnection']>;
export type ConnectionToken = ConnectionDetail['tokens'][number];
/** A token just issued, with its secret: only this page, only now. */
export type IssuedToken = ResponseOf<AdminOperations['issueConnectionToken']>;
