import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { textOf } from '../../shared/forms/form-values.ts';
import { useLocalised } from '../../shared/i18n/use-localised.ts';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { Columns } from '../../shared/ui/Columns.tsx';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { MoreAction, MoreActions } from '../../shared/ui/MoreActions.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { BrakeNotice } from '../brakes/BrakeNotice.tsx';
import { ConnectionStateBadge } from './ConnectionStateBadge.tsx';
import { connectionQuery, connectionsQuery } from './connection-queries.ts';
import { ProvisioningPanel } from './ProvisioningPanel.tsx';
import { SetupGuide } from './SetupGuide.tsx';
import { TokensPanel } from './TokensPanel.tsx';
import type { ConnectionDetail, IssuedToken } from './types.ts';
import { useProvider } from './use-provider.ts';

const route = getRouteApi('/signed-in/connections/$connectionId');

/** One connection: how to set the identity provider up, its tokens, what it has provisioned, and stopping it. */
export function ConnectionPage() {
  const { t } = useTranslation();
  const { connectionId } = route.useParams();
  const connection = useQuery(connectionQuery(connectionId));
  // The secret lives in this page's memory only: leaving the page is forgetting it.
  const [issued, setIssued] = useState<IssuedToken | null>(null);
  const parent = { label: t('connections.title'), to: '/connections' } as const;
  if (connection.data === undefined) {
    return (
      <>
        <PageHeader title={t('connections.one')} parent={parent} />
        <ProblemAlert error={connection.error} onRetry={() => void connection.refetch()} />
        {connection.error === null && <PageSkeleton />}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={connection.data.name}
        parent={parent}
        badge={<ConnectionStateBadge state={connection.data.state} />}
        actions={<ConnectionActions connection={connection.data} />}
      />
      <BrakeNotice connectionId={connectionId} />
      <Columns
        main={<SetupGuide connection={connection.data} issued={issued} onIssued={setIssued} />}
        side={
          <>
            <SummaryPanel connection={connection.data} />
            <ProvisioningPanel connectionId={connectionId} />
            <TokensPanel connection={connection.data} issued={issued} onIssued={setIssued} />
          </>
        }
      />
    </>
  );
}

function SummaryPanel({ connection }: { connection: ConnectionDetail }) {
  const { t } = useTranslation();
  const provider = useProvider(connection.providerId);
  const localised = useLocalised();
  return (
    <Panel title={t('connections.summary')}>
      <Facts
        items={[
          [t('connections.provider'), provider === undefined ? connection.providerId : localised(provider.displayName)],
          [t('connections.users'), t('connections.userCount', { count: connection.userCount })],
          [t('connections.groups'), t('connections.groupCount', { count: connection.groupCount })],
          [t('connections.createdAt'), <Instant key="created" at={connection.createdAt} />],
        ]}
      />
    </Panel>
  );
}

function ConnectionActions({ connection }: { connection: ConnectionDetail }) {
  const { t } = useTranslation();
  const mayWrite = useMay('connections:write');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [dialog, setDialog] = useState<'state' | 'rename' | 'delete' | null>(null);
  const close = () => setDialog(null);
  const update = useMutation({
    mutationFn: (body: { name?: string; state?: 'enabled' | 'disabled' }) =>
      api.updateConnection({ params: { connectionId: connection.id }, body }),
    onSuccess: async () => {
      close();
      await queryClient.invalidateQueries(connectionsQuery);
    },
  });
  const remove = useMutation({
    mutationFn: () => api.deleteConnection({ params: { connectionId: connection.id } }),
    onSuccess: async () => {
      notifications.show({ color: 'green', message: t('connections.deleted', { name: connection.name }) });
      await navigate({ to: '/connections' });
      queryClient.removeQueries({ queryKey: connectionQuery(connection.id).queryKey });
      await queryClient.invalidateQueries(connectionsQuery);
    },
  });
  const fields = useExplanation(update.error)?.fields;
  if (!mayWrite) return null;
  const enabled = connection.state === 'enabled';
  const open = (which: 'state' | 'rename' | 'delete') => {
    update.reset();
    remove.reset();
    setDialog(which);
  };
  return (
    <>
      <Button
        variant={enabled ? 'default' : 'filled'}
        leftSection={enabled ? <IconPlayerPause size={20} aria-hidden /> : <IconPlayerPlay size={20} aria-hidden />}
        onClick={() => open('state')}
      >
        {enabled ? t('connections.disable') : t('connections.enable')}
      </Button>
      <MoreActions>
        <MoreAction icon={<IconPencil size={20} aria-hidden />} onClick={() => open('rename')}>
          {t('connections.rename')}
        </MoreAction>
        <MoreAction danger icon={<IconTrash size={20} aria-hidden />} onClick={() => open('delete')}>
          {t('connections.delete')}
        </MoreAction>
      </MoreActions>
      <ConfirmDialog
        opened={dialog === 'state'}
        onClose={close}
        danger={enabled}
        title={t(enabled ? 'connections.disableTitle' : 'connections.enableTitle', { name: connection.name })}
        confirmLabel={t(enabled ? 'connections.disable' : 'connections.enable')}
        busy={update.isPending}
        error={update.error}
        onConfirm={() => update.mutate({ state: enabled ? 'disabled' : 'enabled' })}
      >
        <p>
          {enabled
            ? t('connections.disableText', { users: connection.userCount, groups: connection.groupCount })
            : t('connections.enableText')}
        </p>
      </ConfirmDialog>
      <Dialog opened={dialog === 'rename'} onClose={close} title={t('connections.rename')}>
        <ProblemAlert error={update.error} shownFields={['name']} />
        <Form
          submitLabel={t('common.save')}
          busy={update.isPending}
          onSubmit={(form) => update.mutate({ name: textOf(form, 'name') })}
        >
          <TextInput
            name="name"
            label={t('connections.name')}
            defaultValue={connection.name}
            data-autofocus
            error={fields?.get('name')}
          />
        </Form>
      </Dialog>
      <ConfirmDialog
        opened={dialog === 'delete'}
        onClose={close}
        danger
        title={t('connections.deleteTitle', { name: connection.name })}
        confirmLabel={t('connections.delete')}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      >
        <p>{t('connections.deleteText', { users: connection.userCount, groups: connection.groupCount })}</p>
      </ConfirmDialog>
    </>
  );
}
