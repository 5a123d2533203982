import { Alert, Button } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck, IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useLocalised } from '../../shared/i18n/use-localised.ts';
import { Panel } from '../../shared/ui/Panel.tsx';
import classes from './TestPanel.module.css';
import type { Destination } from './types.ts';

/** Sends one test event now and shows what the receiver said. Neither the state nor the place of the destination moves. */
export function TestPanel({ destination }: { destination: Destination }) {
  const { t } = useTranslation();
  const localised = useLocalised();
  const test = useMutation({
    mutationFn: () => api.testDestination({ params: { destinationId: destination.id } }),
  });
  const { data } = test;
  return (
    <Panel title={t('forwarding.test')} description={t('forwarding.testHint')}>
      <div className={classes.test}>
        <Button
          variant="default"
          leftSection={<IconSend size={20} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('forwarding.testSubmit')}
        </Button>
        <ProblemAlert error={test.error} />
        {data !== undefined && !test.isPending && (
          <Alert
            role={data.delivered ? 'status' : 'alert'}
            color={data.delivered ? 'green' : 'red'}
            icon={data.delivered ? <IconCircleCheck aria-hidden /> : <IconAlertCircle aria-hidden />}
            title={
              data.delivered
                ? t('forwarding.testDelivered', { count: data.durationMs })
                : t('forwarding.testFailed', { count: data.durationMs })
            }
          >
            {localised(data.answer)}
          </Alert>
        )}
      </div>
    </Panel>
  );
}
