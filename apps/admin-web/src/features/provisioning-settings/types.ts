import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';

export type GroupMapping = ResponseOf<AdminOperations['listGroupMappings']>['items'][number];
