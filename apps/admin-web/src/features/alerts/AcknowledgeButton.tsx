import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { useMay } from '../../shared/session/me.ts';
import type { Alert } from './types.ts';

/** Notes that the reader has seen the alert. Nothing else changes, so it needs no second question. */
export function AcknowledgeButton(props: { alert: Alert; variant: 'filled' | 'default' }) {
  const { t } = useTranslation();
  const mayWrite = useMay('forwarding:write');
  const queryClient = useQueryClient();
  const acknowledge = useMutation({
    mutationFn: () => api.acknowledgeAlert({ params: { alertId: props.alert.id } }),
    onSuccess: async () => {
      notifications.show({ color: 'green', message: t('alerts.acknowledged') });
      await queryClient.invalidateQueries({ queryKey: ['alerts'] });
    },
  });
  const failure = useExplanation(acknowledge.error);
  if (!mayWrite) return null;
  return (
    <>
      <Button
        variant={props.variant}
        px={14}
        leftSection={<IconCheck size={20} aria-hidden />}
        loading={acknowledge.isPending}
        onClick={() => acknowledge.mutate()}
      >
        {t('alerts.acknowledge')}
      </Button>
      {failure !== null && <span role="alert">{failure.detail ?? t('errors.unexpected')}</span>}
    </>
  );
}
