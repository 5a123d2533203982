/** The gateway's logs that events can be shipped to. */
export const streamNames = ['audit-log', 'access-log'] as const;

export type StreamName = (typeof streamNames)[number];

/** Where the gateway takes the events of each. */
export const streamPaths: Readonly<Record<StreamName, string>> = {
  'audit-log': '/audit/v1/events',
  'access-log': '/audit/v1/access-events',
};
