import type { AdminOperations, InputOf, ResponseOf } from '@sekisho/api-contract';

export type Destination = ResponseOf<AdminOperations['listDestinations']>['items'][number];
export type DestinationKind = Destination['settings']['kind'];
/** Settings as they are handed in: what has a default may be left out. */
export type NewSettings = InputOf<AdminOperations['createDestination']>['body']['settings'];
