import { queryOptions } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';

/** How many alerts nobody has taken note of. */
export const openAlertsQuery = queryOptions({
  queryKey: ['alerts', 'open'],
  queryFn: ({ signal }) => api.listAlerts({ query: { acknowledged: 'false', limit: 1 } }, { signal }),
});

/** The rules, and whether the installation can send mail at all. */
export const alertRulesQuery = queryOptions({
  queryKey: ['alert-rules'],
  queryFn: ({ signal }) => api.listAlertRules({}, { signal }),
});
