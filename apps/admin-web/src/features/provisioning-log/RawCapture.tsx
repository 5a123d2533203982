import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconPlayerRecord, IconPlayerStop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { provisioningSettingsQuery } from './provisioning-queries.ts';
import classes from './RawCapture.module.css';

/** Until when requests are kept as they come; null when they are not. */
function useCapturedUntil(connectionId: string): string | null {
  const { data } = useQuery(provisioningSettingsQuery(connectionId));
  const until = data?.rawCaptureUntil ?? null;
  return until !== null && Date.parse(until) > Date.now() ? until : null;
}

/** Keeps requests as they come, for an hour, so that a provider's own shapes can be read and reported. */
export function StartRawCapture({ connectionId }: { connectionId: string }) {
  const { t } = useTranslation();
  const mayWrite = useMay('connections:write');
  const queryClient = useQueryClient();
  const until = useCapturedUntil(connectionId);
  const [opened, { open, close }] = useDisclosure();
  const start = useMutation({
    mutationFn: () => api.startRawCapture({ params: { connectionId } }),
    onSuccess: async () => {
      close();
      await queryClient.invalidateQueries(provisioningSettingsQuery(connectionId));
    },
  });
  if (!mayWrite || until !== null) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlayerRecord size={20} aria-hidden />}
        onClick={() => {
          start.reset();
          open();
        }}
      >
        {t('provisioningLog.capture')}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={t('provisioningLog.captureTitle')}
        confirmLabel={t('provisioningLog.captureSubmit')}
        busy={start.isPending}
        error={start.error}
        onConfirm={() => start.mutate()}
      >
        <p>{t('provisioningLog.captureText')}</p>
        <ul>
          <li>{t('provisioningLog.captureSecrets')}</li>
          <li>{t('provisioningLog.captureEnds')}</li>
        </ul>
      </ConfirmDialog>
    </>
  );
}

/** Says that a capture is on, and ends it. */
export function RunningCapture({ connectionId }: { connectionId: string }) {
  const { t } = useTranslation();
  const mayWrite = useMay('connections:write');
  const queryClient = useQueryClient();
  const until = useCapturedUntil(connectionId);
  const stop = useMutation({
    mutationFn: () => api.stopRawCapture({ params: { connectionId } }),
    onSuccess: async () => {
      notifications.show({ color: 'green', message: t('provisioningLog.captureStopped') });
      await queryClient.invalidateQueries(provisioningSettingsQuery(connectionId));
    },
  });
  if (until === null) return null;
  return (
    <div role="status" className={classes.running}>
      <p className={classes.words}>
        <strong>{t('provisioningLog.capturing')}</strong>{' '}
        <span>
          {t('provisioningLog.captureUntil')} <Instant at={until} />
        </span>
      </p>
      {mayWrite && (
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={20} aria-hidden />}
          loading={stop.isPending}
          onClick={() => stop.mutate()}
        >
          {t('provisioningLog.captureStop')}
        </Button>
      )}
    </div>
  );
}
