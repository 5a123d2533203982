import { Button, Checkbox, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { useMay } from '../../shared/session/me.ts';
import { useNeedsVerifiedDomain } from '../../shared/session/organisation.ts';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { Notice } from '../../shared/ui/Notice.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { StatusBadge } from '../../shared/ui/StatusBadge.tsx';
import type { ConnectionDetail } from '../connections/types.ts';
import { provisioningSettingsQuery } from '../provisioning-log/provisioning-queries.ts';
import { departureLimit, percentOf } from './departure-limit.ts';

type BrakeSettings = ResponseOf<AdminOperations['getProvisioningSettings']>['brake'];

/** When mass departures are held, told for the number of people that the connection has now. */
export function BrakeSettingsPanel({ connection, brake }: { connection: ConnectionDetail; brake: BrakeSettings }) {
  const { t } = useTranslation();
  const mayWrite = useMay('connections:write');
  // Nobody has decided: on, except where an operator has waived the rule about addresses.
  const byDefault = useNeedsVerifiedDomain();
  const enabled = brake.enabled ?? byDefault;
  return (
    <Panel
      title={t('provisioningSettings.brake')}
      description={t('provisioningSettings.brakeHint')}
      actions={mayWrite && <ChangeBrake connection={connection} brake={brake} enabled={enabled} />}
    >
      <Facts
        items={[
          [
            t('provisioningSettings.state'),
            <StatusBadge key="state" tone={enabled ? 'good' : 'warn'}>
              {t(enabled ? 'provisioningSettings.on' : 'provisioningSettings.off')}
            </StatusBadge>,
          ],
          [t('provisioningSettings.share'), t('provisioningSettings.percent', { count: percentOf(brake.share) })],
          [t('provisioningSettings.minimum'), t('brakes.count', { count: brake.minimum })],
          [
            t('provisioningSettings.limit'),
            enabled
              ? t('provisioningSettings.limitNow', {
                  users: connection.userCount,
                  count: departureLimit(brake, connection.userCount),
                })
              : t('provisioningSettings.noLimit'),
          ],
        ]}
      />
    </Panel>
  );
}

function ChangeBrake(props: { connection: ConnectionDetail; brake: BrakeSettings; enabled: boolean }) {
  const { t } = useTranslation();
  const { connection, brake } = props;
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const [enabled, setEnabled] = useState(props.enabled);
  const [percent, setPercent] = useState('');
  const [minimum, setMinimum] = useState('');
  const update = useMutation({
    mutationFn: (body: BrakeSettings) => api.updateBrakeSettings({ params: { connectionId: connection.id }, body }),
    onSuccess: async () => {
      close();
      notifications.show({ color: 'green', message: t('common.saved') });
      await queryClient.invalidateQueries(provisioningSettingsQuery(connection.id));
    },
  });
  const fields = useExplanation(update.error)?.fields;
  const wanted = { share: Number(percent) / 100, minimum: Number(minimum) };
  const begin = () => {
    update.reset();
    setEnabled(props.enabled);
    setPercent(String(percentOf(brake.share)));
    setMinimum(String(brake.minimum));
    open();
  };
  return (
    <>
      <Button variant="default" onClick={begin}>
        {t('common.change')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('provisioningSettings.brake')}>
        <ProblemAlert error={update.error} shownFields={['share', 'minimum']} />
        <Form
          submitLabel={t('common.save')}
          busy={update.isPending}
          // What nobody touched stays undecided, and follows the installation's rule.
          onSubmit={() => update.mutate({ ...wanted, enabled: enabled === props.enabled ? brake.enabled : enabled })}
          onCancel={close}
        >
          <Checkbox
            label={t('provisioningSettings.enable')}
            checked={enabled}
            onChange={(event) => setEnabled(event.currentTarget.checked)}
          />
          {enabled ? (
            <>
              <TextInput
                type="number"
                inputMode="decimal"
                min={1}
                max={100}
                label={t('provisioningSettings.shareLabel')}
                value={percent}
                onChange={(event) => setPercent(event.currentTarget.value)}
                error={fields?.get('share')}
              />
              <TextInput
                type="number"
                inputMode="numeric"
                min={1}
                label={t('provisioningSettings.minimumLabel')}
                description={t('provisioningSettings.minimumHint')}
                value={minimum}
                onChange={(event) => setMinimum(event.currentTarget.value)}
                error={fields?.get('minimum')}
              />
              <Notice live>
                {t('provisioningSettings.limitNow', {
                  users: connection.userCount,
                  count: departureLimit(wanted, connection.userCount),
                })}
              </Notice>
            </>
          ) : (
            <Notice live>{t('provisioningSettings.offText', { users: connection.userCount })}</Notice>
          )}
        </Form>
      </Dialog>
    </>
  );
}
