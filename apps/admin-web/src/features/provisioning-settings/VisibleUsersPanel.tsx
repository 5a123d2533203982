import { Button, Radio } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useMay } from '../../shared/session/me.ts';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { Notice } from '../../shared/ui/Notice.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { provisioningSettingsQuery } from '../provisioning-log/provisioning-queries.ts';

type VisibleUsers = ResponseOf<AdminOperations['getProvisioningSettings']>['visibleUsers'];

/** Which users the identity provider may read through SCIM. */
export function VisibleUsersPanel(props: { connectionId: string; visibleUsers: VisibleUsers }) {
  const { t } = useTranslation();
  const { visibleUsers } = props;
  const mayWrite = useMay('connections:write');
  return (
    <Panel
      title={t('provisioningSettings.visibleUsers')}
      description={t('provisioningSettings.visibleUsersHint')}
      actions={mayWrite && <ChangeVisibleUsers {...props} />}
    >
      <Facts items={[[t('provisioningSettings.visibleNow'), t(`provisioningSettings.visible.${visibleUsers}`)]]} />
    </Panel>
  );
}

const choices = ['own', 'organisation'] as const satisfies readonly VisibleUsers[];

function ChangeVisibleUsers(props: { connectionId: string; visibleUsers: VisibleUsers }) {
  const { t } = useTranslation();
  const { connectionId } = props;
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const [wanted, setWanted] = useState(props.visibleUsers);
  const update = useMutation({
    mutationFn: () => api.updateVisibleUsers({ params: { connectionId }, body: { visibleUsers: wanted } }),
    onSuccess: async () => {
      close();
      notifications.show({ color: 'green', message: t('common.saved') });
      await queryClient.invalidateQueries(provisioningSettingsQuery(connectionId));
    },
  });
  const begin = () => {
    update.reset();
    setWanted(props.visibleUsers);
    open();
  };
  return (
    <>
      <Button variant="default" aria-label={t('provisioningSettings.changeVisibleUsers')} onClick={begin}>
        {t('common.change')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('provisioningSettings.visibleUsers')}>
        <ProblemAlert error={update.error} />
        <Form submitLabel={t('common.save')} busy={update.isPending} onSubmit={() => update.mutate()} onCancel={close}>
          <Radio.Group
            label={t('provisioningSettings.visibleNow')}
            value={wanted}
            onChange={(value) => setWanted(value === 'organisation' ? 'organisation' : 'own')}
          >
            <div className="checkbox-list">
              {choices.map((choice) => (
                <Radio
                  key={choice}
                  value={choice}
                  label={t(`provisioningSettings.visible.${choice}`)}
                  description={t(`provisioningSettings.visibleHints.${choice}`)}
                />
              ))}
            </div>
          </Radio.Group>
          {wanted === 'organisation' && <Notice live>{t('provisioningSettings.visibleWarning')}</Notice>}
        </Form>
      </Dialog>
    </>
  );
}
