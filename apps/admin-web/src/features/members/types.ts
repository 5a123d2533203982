import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';

export type Member = ResponseOf<AdminOperations['listMembers']>['items'][number];
export type MemberDetail = ResponseOf<AdminOperations['getMember']>;
export type Privilege = Member['privileges'][number];
