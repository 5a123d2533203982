import { Button, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconPencil, IconTrash, IconUserMinus, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { textOf } from '../../shared/forms/form-values.ts';
import { useMay } from '../../shared/session/me.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { type Column, DataTable } from '../../shared/ui/DataTable.tsx';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { TextLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { StatusBadge } from '../../shared/ui/StatusBadge.tsx';
import { usePagedRows } from '../../shared/ui/use-paged-rows.ts';
import { MemberStateBadge } from '../members/MemberBadges.tsx';
import { MemberName } from '../members/MemberName.tsx';
import type { Member } from '../members/types.ts';
import { AddTeamMember } from './AddTeamMember.tsx';
import type { Team } from './types.ts';

const route = getRouteApi('/signed-in/teams/$teamId');

/** One team and its members. A team that a connection fills is only shown: its identity provider decides. */
export function TeamPage() {
  const { t } = useTranslation();
  const { teamId } = route.useParams();
  const mayWrite = useMay('teams:write');
  const team = useQuery({
    queryKey: ['team', teamId],
    queryFn: ({ signal }) => api.getTeam({ params: { teamId } }, { signal }),
  });
  const parent = { label: t('teams.title'), to: '/teams' } as const;
  if (team.data === undefined) {
    return (
      <>
        <PageHeader title={t('teams.one')} parent={parent} />
        <ProblemAlert error={team.error} onRetry={() => void team.refetch()} />
        {team.error === null && <PageSkeleton />}
      </>
    );
  }
  const { connection } = team.data;
  const editable = mayWrite && connection === null;
  return (
    <>
      <PageHeader
        title={team.data.name}
        parent={parent}
        badge={connection !== null && <StatusBadge tone="info">{t('teams.provisioned')}</StatusBadge>}
        actions={
          editable && (
            <>
              <RenameTeam team={team.data} />
              <DeleteTeam team={team.data} />
            </>
          )
        }
      />
      {connection !== null && (
        <p className="notice">
          {t('teams.readOnly')}{' '}
          <TextLink to="/connections/$connectionId" params={{ connectionId: connection.id }} c="inherit">
            {connection.name}
          </TextLink>
        </p>
      )}
      <TeamMembers team={team.data} editable={editable} />
    </>
  );
}

function TeamMembers({ team, editable }: { team: Team; editable: boolean }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const rows = usePagedRows<Member>(['team', team.id, 'members'], (page, signal) =>
    api.listTeamMembers({ params: { teamId: team.id }, query: page }, { signal }),
  );
  const { mutate: remove, ...removal } = useMutation({
    mutationFn: (member: Member) => api.removeTeamMember({ params: { teamId: team.id, memberId: member.id } }),
    onSuccess: async (_nothing, member) => {
      await queryClient.invalidateQueries({ queryKey: ['team', team.id] });
      notifications.show({ color: 'green', message: t('teams.memberRemoved', { name: member.name }) });
    },
  });
  const columns = useMemo<readonly Column<Member>[]>(
    () => [
      {
        id: 'name',
        header: t('members.name'),
        width: 'minmax(14rem, 2fr)',
        card: 'heading',
        render: (member) => <MemberName member={member} />,
      },
      {
        id: 'state',
        header: t('members.state'),
        width: '8rem',
        render: (member) => <MemberStateBadge state={member.state} />,
      },
      {
        id: 'role',
        header: t('members.role'),
        width: '8rem',
        render: (member) => t(`roles.${member.role}`),
      },
      ...(editable
        ? [
            {
              id: 'remove',
              header: t('common.actions'),
              width: '8rem',
              render: (member: Member) => (
                <Button
                  variant="subtle"
                  px={10}
                  leftSection={<IconUserMinus size={18} aria-hidden />}
                  onClick={() => remove(member)}
                  aria-label={t('teams.removeNamed', { name: member.name })}
                >
                  {t('teams.remove')}
                </Button>
              ),
            },
          ]
        : []),
    ],
    [t, editable, remove],
  );
  return (
    <>
      <ProblemAlert error={rows.error ?? removal.error} onRetry={rows.retry} />
      <Panel
        padding="flush"
        title={t('teams.memberHeading', { count: team.memberCount })}
        actions={editable && <AddTeamMember team={team} />}
      >
        {rows.count === 0 ? (
          <EmptyState icon={<IconUsers size={32} />} title={t('teams.noMembers')}>
            {editable ? t('teams.noMembersAdvice') : t('teams.noMembersProvisioned')}
          </EmptyState>
        ) : (
          <DataTable<Member>
            label={t('teams.members')}
            columns={columns}
            count={rows.count}
            rowAt={rows.rowAt}
            rowKey={(member) => member.id}
            onRange={rows.onRange}
          />
        )}
      </Panel>
    </>
  );
}

function RenameTeam({ team }: { team: Team }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const rename = useMutation({
    mutationFn: (name: string) => api.renameTeam({ params: { teamId: team.id }, body: { name } }),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['teams'] }),
        queryClient.invalidateQueries({ queryKey: ['team', team.id] }),
      ]);
      close();
    },
  });
  const fields = useExplanation(rename.error)?.fields;
  return (
    <>
      <Button variant="default" leftSection={<IconPencil size={20} aria-hidden />} onClick={open}>
        {t('teams.rename')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('teams.rename')}>
        <ProblemAlert error={rename.error} shownFields={['name']} />
        <Form
          submitLabel={t('common.save')}
          busy={rename.isPending}
          onSubmit={(form) => rename.mutate(textOf(form, 'name'))}
        >
          <TextInput
            name="name"
            label={t('teams.name')}
            defaultValue={team.name}
            data-autofocus
            error={fields?.get('name')}
          />
        </Form>
      </Dialog>
    </>
  );
}

function DeleteTeam({ team }: { team: Team }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const remove = useMutation({
    mutationFn: () => api.deleteTeam({ params: { teamId: team.id } }),
    onSuccess: async () => {
      notifications.show({ color: 'green', message: t('teams.deleted', { name: team.name }) });
      await navigate({ to: '/teams' });
      queryClient.removeQueries({ queryKey: ['team', team.id] });
      await queryClient.invalidateQueries({ queryKey: ['teams'] });
    },
  });
  return (
    <>
      <Button variant="outline" color="red" leftSection={<IconTrash size={20} aria-hidden />} onClick={open}>
        {t('teams.delete')}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        danger
        title={t('teams.deleteTitle', { name: team.name })}
        confirmLabel={t('teams.delete')}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      >
        <p>{t('teams.deleteText', { count: team.memberCount })}</p>
      </ConfirmDialog>
    </>
  );
}
