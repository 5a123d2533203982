import { notifications } from '@mantine/notifications';
import { IconBell } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { StatusBadge } from '../../shared/ui/StatusBadge.tsx';
import { alertRulesQuery } from './alert-queries.ts';
import { type RuleDraft, RuleForm } from './RuleForm.tsx';

const route = getRouteApi('/signed-in/alerts/rules/$ruleId');

/** One rule, to be read and changed. */
export function AlertRulePage() {
  const { t } = useTranslation();
  const { ruleId } = route.useParams();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const rules = useQuery(alertRulesQuery);
  const rule = rules.data?.items.find((one) => one.id === ruleId);
  const parent = { label: t('alerts.rules'), to: '/alerts/rules' } as const;
  const update = useMutation({
    mutationFn: (body: RuleDraft) => api.updateAlertRule({ params: { ruleId }, body }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(alertRulesQuery);
      notifications.show({ color: 'green', message: t('common.saved') });
      await navigate({ to: '/alerts/rules' });
    },
  });
  if (rule === undefined) {
    return (
      <>
        <PageHeader title={t('alerts.rule')} parent={parent} />
        <ProblemAlert error={rules.error} onRetry={() => void rules.refetch()} />
        {rules.isPending && <PageSkeleton />}
        {rules.data !== undefined && (
          <Panel>
            <EmptyState icon={<IconBell size={32} />} title={t('alerts.unknownRule')} />
          </Panel>
        )}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={rule.name}
        parent={parent}
        badge={
          <StatusBadge tone={rule.enabled ? 'good' : 'neutral'}>
            {t(rule.enabled ? 'alerts.enabled' : 'alerts.disabled')}
          </StatusBadge>
        }
      />
      <RuleForm
        key={rule.updatedAt}
        before={rule}
        mayChangeKind={false}
        submitLabel={t('common.save')}
        busy={update.isPending}
        error={update.error}
        onSubmit={(draft) => update.mutate(draft)}
      />
    </>
  );
}
