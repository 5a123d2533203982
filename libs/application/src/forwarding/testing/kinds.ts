import type { DestinationKind } from '@sekisho/domain';

export const destinationKinds = ['webhook', 'splunk-hec', 's3', 'syslog', 'file'] as const satisfies DestinationKind[];
