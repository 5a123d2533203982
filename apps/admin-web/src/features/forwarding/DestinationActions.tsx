import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { MoreAction, MoreActions } from '../../shared/ui/MoreActions.tsx';
import { alertRulesQuery } from '../alerts/alert-queries.ts';
import { destinationsQuery } from './destinations-query.ts';
import type { Destination } from './types.ts';

/** Pausing, which loses nothing, and deleting, which gives up what has not been delivered. */
export function DestinationActions({ destination }: { destination: Destination }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const rules = useQuery(alertRulesQuery);
  const [dialog, setDialog] = useState<'state' | 'delete' | null>(null);
  const close = () => setDialog(null);
  const paused = destination.state === 'paused';
  const params = { destinationId: destination.id };
  const change = useMutation({
    mutationFn: () => (paused ? api.resumeDestination({ params }) : api.pauseDestination({ params })),
    onSuccess: async () => {
      close();
      notifications.show({ color: 'green', message: t(paused ? 'forwarding.resumed' : 'forwarding.paused') });
      await queryClient.invalidateQueries(destinationsQuery);
    },
  });
  const remove = useMutation({
    mutationFn: () => api.deleteDestination({ params }),
    onSuccess: async () => {
      notifications.show({ color: 'green', message: t('forwarding.deleted', { name: destination.name }) });
      await navigate({ to: '/forwarding' });
      await Promise.all([
        queryClient.invalidateQueries(destinationsQuery),
        queryClient.invalidateQueries(alertRulesQuery),
      ]);
    },
  });
  const open = (which: 'state' | 'delete') => {
    change.reset();
    remove.reset();
    setDialog(which);
  };
  const watching = rules.data?.items.filter((rule) => rule.notify.destinationIds.includes(destination.id)).length ?? 0;
  const waiting = destination.health.lagEvents ?? 0;
  return (
    <>
      <Button
        variant={paused ? 'filled' : 'default'}
        leftSection={paused ? <IconPlayerPlay size={20} aria-hidden /> : <IconPlayerPause size={20} aria-hidden />}
        onClick={() => open('state')}
      >
        {t(paused ? 'forwarding.resume' : 'forwarding.pause')}
      </Button>
      <MoreActions>
        <MoreAction danger icon={<IconTrash size={20} aria-hidden />} onClick={() => open('delete')}>
          {t('forwarding.delete')}
        </MoreAction>
      </MoreActions>
      <ConfirmDialog
        opened={dialog === 'state'}
        onClose={close}
        title={t(paused ? 'forwarding.resumeTitle' : 'forwarding.pauseTitle', { name: destination.name })}
        confirmLabel={t(paused ? 'forwarding.resume' : 'forwarding.pause')}
        busy={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate()}
      >
        <p>{paused ? t('forwarding.resumeText', { count: waiting }) : t('forwarding.pauseText')}</p>
      </ConfirmDialog>
      <ConfirmDialog
        opened={dialog === 'delete'}
        onClose={close}
        danger
        title={t('forwarding.deleteTitle', { name: destination.name })}
        confirmLabel={t('forwarding.delete')}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      >
        <ul>
          <li>{t('forwarding.deleteWaiting', { count: waiting })}</li>
          <li>{t('forwarding.deleteDelivered', { count: destination.health.delivered })}</li>
          {watching > 0 && <li>{t('forwarding.deleteRules', { count: watching })}</li>}
        </ul>
        <p>{t('forwarding.deleteUndo')}</p>
      </ConfirmDialog>
    </>
  );
}
