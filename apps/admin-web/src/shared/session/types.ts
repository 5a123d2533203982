import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';

export type Me = ResponseOf<AdminOperations['getMe']>;
export type Permission = Me['permissions'][number];
