import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBellPlus, IconPencil, IconPlayerPause, IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useMay } from '../../shared/session/me.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { Item, ItemFacts, ItemList } from '../../shared/ui/ItemList.tsx';
import { ButtonLink, TextLink } from '../../shared/ui/links.tsx';
import { Notice } from '../../shared/ui/Notice.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { PanelList } from '../../shared/ui/PanelList.tsx';
import { StatusBadge } from '../../shared/ui/StatusBadge.tsx';
import classes from './AlertRulesPage.module.css';
import { alertRulesQuery } from './alert-queries.ts';
import { conditionKinds } from './conditions.ts';
import type { AlertRule } from './types.ts';
import { useConditionText } from './use-condition-text.ts';

/** What is watched, and what else could be. */
export function AlertRulesPage() {
  const { t } = useTranslation();
  const mayWrite = useMay('forwarding:write');
  const rules = useQuery(alertRulesQuery);
  const items = rules.data?.items;
  const unused = conditionKinds.filter((kind) => items?.every((rule) => rule.condition.kind !== kind));
  return (
    <>
      <PageHeader
        title={t('alerts.rules')}
        description={t('alerts.rulesDescription')}
        parent={{ label: t('alerts.title'), to: '/alerts' }}
        actions={
          mayWrite && (
            <ButtonLink to="/alerts/rules/new" leftSection={<IconPlus size={20} aria-hidden />}>
              {t('alerts.createRule')}
            </ButtonLink>
          )
        }
      />
      <ProblemAlert error={rules.error} onRetry={() => void rules.refetch()} />
      {rules.isPending && <PageSkeleton />}
      {items !== undefined && (
        <PanelList>
          {rules.data?.mailConfigured === false && <Notice>{t('alerts.noMail')}</Notice>}
          <Panel>
            {items.length === 0 ? (
              <EmptyState icon={<IconBellPlus size={32} />} title={t('alerts.noRules')}>
                {t('alerts.noRulesAdvice')}
              </EmptyState>
            ) : (
              <ItemList>
                {items.map((rule) => (
                  <Rule key={rule.id} rule={rule} mayWrite={mayWrite} />
                ))}
              </ItemList>
            )}
          </Panel>
          {mayWrite && unused.length > 0 && (
            <Panel title={t('alerts.suggestions')} description={t('alerts.suggestionsHint')}>
              <ul className={classes.suggestions}>
                {unused.map((kind) => (
                  <li key={kind} className={classes.suggestion}>
                    <TextLink to="/alerts/rules/new" search={{ kind }} fw={700}>
                      {t(`alerts.kinds.${kind}.name`)}
                    </TextLink>
                    <span className={classes.hint}>{t(`alerts.kinds.${kind}.hint`)}</span>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </PanelList>
      )}
    </>
  );
}

function Rule({ rule, mayWrite }: { rule: AlertRule; mayWrite: boolean }) {
  const { t } = useTranslation();
  const conditionText = useConditionText();
  const { emails, destinationIds } = rule.notify;
  const told = [
    ...(emails.length === 0 ? [] : [t('alerts.tellsMail', { count: emails.length })]),
    ...(destinationIds.length === 0 ? [] : [t('alerts.tellsWebhook', { count: destinationIds.length })]),
  ];
  return (
    <Item
      title={
        <TextLink to="/alerts/rules/$ruleId" params={{ ruleId: rule.id }} fw={700}>
          {rule.name}
        </TextLink>
      }
      badges={
        <StatusBadge tone={rule.enabled ? 'good' : 'neutral'}>
          {t(rule.enabled ? 'alerts.enabled' : 'alerts.disabled')}
        </StatusBadge>
      }
      actions={
        mayWrite && (
          <>
            <SwitchRule rule={rule} />
            <ButtonLink
              to="/alerts/rules/$ruleId"
              params={{ ruleId: rule.id }}
              variant="default"
              px={10}
              aria-label={t('alerts.editNamed', { name: rule.name })}
            >
              <IconPencil size={20} aria-hidden />
            </ButtonLink>
            <DeleteRule rule={rule} />
          </>
        )
      }
    >
      <p className={classes.condition}>{conditionText(rule.condition)}</p>
      <ItemFacts>
        {told.length === 0
          ? t('alerts.tellsNobody')
          : t('alerts.tells', { whom: told.join(t('common.listSeparator')) })}
      </ItemFacts>
    </Item>
  );
}

function SwitchRule({ rule }: { rule: AlertRule }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const update = useMutation({
    mutationFn: () => api.updateAlertRule({ params: { ruleId: rule.id }, body: { enabled: !rule.enabled } }),
    onSuccess: async () => queryClient.invalidateQueries(alertRulesQuery),
  });
  return (
    <Button
      variant="default"
      px={14}
      leftSection={rule.enabled ? <IconPlayerPause size={20} aria-hidden /> : <IconPlayerPlay size={20} aria-hidden />}
      loading={update.isPending}
      onClick={() => update.mutate()}
      aria-label={t(rule.enabled ? 'alerts.disableNamed' : 'alerts.enableNamed', { name: rule.name })}
    >
      {t(rule.enabled ? 'alerts.disable' : 'alerts.enable')}
    </Button>
  );
}

function DeleteRule({ rule }: { rule: AlertRule }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.deleteAlertRule({ params: { ruleId: rule.id } }),
    onSuccess: async () => {
      setOpened(false);
      notifications.show({ color: 'green', message: t('alerts.deleted', { name: rule.name }) });
      await Promise.all([
        queryClient.invalidateQueries(alertRulesQuery),
        queryClient.invalidateQueries({ queryKey: ['alerts'] }),
      ]);
    },
  });
  const recipients = rule.notify.emails.length + rule.notify.destinationIds.length;
  return (
    <>
      <Button
        variant="default"
        px={10}
        flex="0 0 auto"
        aria-label={t('alerts.deleteNamed', { name: rule.name })}
        onClick={() => {
          remove.reset();
          setOpened(true);
        }}
      >
        <IconTrash size={20} aria-hidden />
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        danger
        title={t('alerts.deleteTitle', { name: rule.name })}
        confirmLabel={t('alerts.deleteRule')}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      >
        <p>{t('alerts.deleteText', { count: recipients })}</p>
      </ConfirmDialog>
    </>
  );
}
