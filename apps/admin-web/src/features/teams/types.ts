import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';

export type Team = ResponseOf<AdminOperations['getTeam']>;
