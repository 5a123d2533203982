import { notifications } from '@mantine/notifications';
import { alertFilterOf } from '@sekisho/api-contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { alertRulesQuery } from './alert-queries.ts';
import { defaultCondition } from './conditions.ts';
import type { NewRuleSearch } from './new-rule-search.ts';
import { type RuleDraft, RuleForm } from './RuleForm.tsx';
import type { Condition } from './types.ts';

const route = getRouteApi('/signed-in/alerts/rules/new');

/** Makes a rule: of the kind that the address names, or about the search that it holds. */
export function NewAlertRulePage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: (draft: RuleDraft) => api.createAlertRule({ body: draft }),
    onSuccess: async (rule) => {
      await queryClient.invalidateQueries(alertRulesQuery);
      notifications.show({ color: 'green', message: t('alerts.created', { name: rule.name }) });
      await navigate({ to: '/alerts/rules' });
    },
  });
  return (
    <>
      <PageHeader
        title={t('alerts.createRule')}
        description={t('alerts.createDescription')}
        parent={{ label: t('alerts.rules'), to: '/alerts/rules' }}
      />
      <RuleForm
        before={{ name: '', condition: conditionOf(search), notify: { emails: [], destinationIds: [] } }}
        mayChangeKind
        submitLabel={t('alerts.createSubmit')}
        busy={create.isPending}
        error={create.error}
        onSubmit={(draft) => create.mutate(draft)}
      />
    </>
  );
}

function conditionOf({ kind, ...search }: NewRuleSearch): Condition {
  const filter = alertFilterOf(search);
  const searches = Object.keys(filter).length > 0;
  const condition = defaultCondition(kind ?? (searches ? 'search' : 'many-downloads'));
  return condition.kind === 'search' ? { ...condition, filter } : condition;
}
