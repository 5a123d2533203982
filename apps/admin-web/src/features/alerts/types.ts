import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';

export type Alert = ResponseOf<AdminOperations['listAlerts']>['items'][number];
export type AlertRule = ResponseOf<AdminOperations['listAlertRules']>['items'][number];
export type Condition = AlertRule['condition'];
export type ConditionKind = Condition['kind'];
/** The condition of one kind. */
export type ConditionOf<Kind extends ConditionKind> = Extract<Condition, { kind: Kind }>;
