import { Button, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { textOf } from '../../shared/forms/form-values.ts';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { type Column, DataTable } from '../../shared/ui/DataTable.tsx';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { Filters } from '../../shared/ui/Filters.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { TextLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { SearchField } from '../../shared/ui/SearchField.tsx';
import { StatusBadge } from '../../shared/ui/StatusBadge.tsx';
import { usePagedRows } from '../../shared/ui/use-paged-rows.ts';
import type { Team } from './types.ts';

const route = getRouteApi('/signed-in/teams');

/** Every team, kept by hand or filled by an identity provider. */
export function TeamsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/teams' });
  const mayWrite = useMay('teams:write');
  const rows = usePagedRows<Team>(['teams', search], (page, signal) =>
    api.listTeams({ query: { ...search, ...page } }, { signal }),
  );
  const columns = useMemo<readonly Column<Team>[]>(
    () => [
      {
        id: 'name',
        header: t('teams.name'),
        width: 'minmax(12rem, 2fr)',
        card: 'heading',
        render: (team) => (
          <TextLink to="/teams/$teamId" params={{ teamId: team.id }} fw={700}>
            {team.name}
          </TextLink>
        ),
      },
      {
        id: 'members',
        header: t('teams.members'),
        width: '8rem',
        render: (team) => t('teams.memberCount', { count: team.memberCount }),
      },
      {
        id: 'source',
        header: t('teams.source'),
        width: 'minmax(10rem, 1fr)',
        render: (team) =>
          team.connection === null ? (
            t('teams.byHand')
          ) : (
            <StatusBadge tone="info">{t('teams.filledBy', { name: team.connection.name })}</StatusBadge>
          ),
      },
      {
        id: 'updatedAt',
        header: t('teams.updatedAt'),
        width: '9.5rem',
        card: 'hidden',
        render: (team) => <Instant at={team.updatedAt} precision="day" />,
      },
    ],
    [t],
  );
  return (
    <>
      <PageHeader title={t('teams.title')} description={t('teams.description')} actions={mayWrite && <CreateTeam />} />
      <ProblemAlert error={rows.error} onRetry={rows.retry} />
      <Panel padding="flush">
        <Filters
          label={t('teams.searchLabel')}
          footer={<span role="status">{rows.count === undefined ? '' : t('teams.count', { count: rows.count })}</span>}
        >
          <SearchField
            label={t('teams.text')}
            value={search.text ?? ''}
            onChange={(text) => navigate({ search: text === '' ? {} : { text }, replace: true })}
          />
        </Filters>
        {rows.count === 0 ? (
          <EmptyState
            icon={<IconUsersGroup size={32} />}
            title={search.text === undefined ? t('teams.none') : t('teams.noneFound')}
          >
            {search.text === undefined ? t('teams.noneAdvice') : t('teams.noneFoundAdvice')}
          </EmptyState>
        ) : (
          <DataTable<Team>
            label={t('teams.title')}
            columns={columns}
            count={rows.count}
            rowAt={rows.rowAt}
            rowKey={(team) => team.id}
            onRange={rows.onRange}
            onRowClick={(team) => navigate({ to: '/teams/$teamId', params: { teamId: team.id } })}
          />
        )}
      </Panel>
    </>
  );
}

function CreateTeam() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const create = useMutation({
    mutationFn: (name: string) => api.createTeam({ body: { name } }),
    onSuccess: async (team) => {
      await queryClient.invalidateQueries({ queryKey: ['teams'] });
      await navigate({ to: '/teams/$teamId', params: { teamId: team.id } });
    },
  });
  const fields = useExplanation(create.error)?.fields;
  return (
    <>
      <Button leftSection={<IconPlus size={20} aria-hidden />} onClick={open}>
        {t('teams.create')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('teams.createTitle')}>
        <ProblemAlert error={create.error} shownFields={['name']} />
        <Form
          submitLabel={t('teams.create')}
          busy={create.isPending}
          onSubmit={(form) => create.mutate(textOf(form, 'name'))}
          onCancel={close}
        >
          <TextInput
            name="name"
            label={t('teams.name')}
            data-autofocus
            required
            withAsterisk={false}
            error={fields?.get('name')}
          />
        </Form>
      </Dialog>
    </>
  );
}
