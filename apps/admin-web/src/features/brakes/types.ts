import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';

export type Brake = ResponseOf<AdminOperations['listBrakes']>['items'][number];
export type HeldPerson = ResponseOf<AdminOperations['listHeldPeople']>['items'][number];
