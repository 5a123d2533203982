import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconPlayerPlay, IconTrash, IconUserOff } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/session/me.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { MoreAction, MoreActions } from '../../shared/ui/MoreActions.tsx';
import { useUpdateMember } from './member-query.ts';
import type { MemberDetail } from './types.ts';

/** Stopping an account, bringing it back, deleting it: each says in numbers what it does and whether it can be undone. */
export function MemberDangers({ member }: { member: MemberDetail }) {
  const mayWrite = useMay('members:write');
  if (!mayWrite) return null;
  return (
    <>
      {member.kind === 'managed' && <ActivationButton member={member} />}
      <DeletionMenu member={member} />
    </>
  );
}

function ActivationButton({ member }: { member: MemberDetail }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  const update = useUpdateMember(member.id);
  const stops = member.state !== 'deactivated';
  const apply = () =>
    update.mutate(
      { active: !stops },
      {
        onSuccess: () => {
          close();
          const message = stops
            ? t('members.deactivated', { name: member.name })
            : t('members.activated', { name: member.name });
          notifications.show({ color: 'green', message });
        },
      },
    );
  return (
    <>
      <Button
        variant={stops ? 'outline' : 'filled'}
        {...(stops ? { color: 'red' } : {})}
        leftSection={stops ? <IconUserOff size={20} aria-hidden /> : <IconPlayerPlay size={20} aria-hidden />}
        onClick={() => {
          update.reset();
          open();
        }}
      >
        {stops ? t('members.deactivate') : t('members.activate')}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        danger={stops}
        title={
          stops
            ? t('members.deactivateTitle', { name: member.name })
            : t('members.activateTitle', { name: member.name })
        }
        confirmLabel={stops ? t('members.deactivate') : t('members.activate')}
        busy={update.isPending}
        error={update.error}
        onConfirm={apply}
      >
        {stops ? (
          <>
            <ul>
              <li>{t('members.deactivateSessions', { count: member.sessions.length })}</li>
              <li>{t('members.deactivateTeams', { count: member.teams.length })}</li>
              <li>{t('members.deactivateLicence')}</li>
              {member.provisioned && <li>{t('members.deactivateProvisioned')}</li>}
            </ul>
            <p>{t('members.deactivateUndo')}</p>
          </>
        ) : (
          <p>{t('members.activateText', { count: member.teams.length })}</p>
        )}
      </ConfirmDialog>
    </>
  );
}

function DeletionMenu({ member }: { member: MemberDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const managed = member.kind === 'managed';
  const remove = useMutation({
    mutationFn: () => api.deleteMember({ params: { memberId: member.id } }),
    onSuccess: async () => {
      notifications.show({ color: 'green', message: t('members.deleted', { name: member.name }) });
      await navigate({ to: '/members' });
      queryClient.removeQueries({ queryKey: ['member', member.id] });
      await queryClient.invalidateQueries({ queryKey: ['members'] });
    },
  });
  const label = managed ? t('members.delete') : t('members.takeOut');
  return (
    <>
      <MoreActions>
        <MoreAction
          danger
          icon={<IconTrash size={20} aria-hidden />}
          onClick={() => {
            remove.reset();
            open();
          }}
        >
          {label}
        </MoreAction>
      </MoreActions>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        danger
        title={
          managed ? t('members.deleteTitle', { name: member.name }) : t('members.takeOutTitle', { name: member.name })
        }
        confirmLabel={label}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      >
        <ul>
          <li>{t('members.deactivateSessions', { count: member.sessions.length })}</li>
          <li>{t('members.deleteTeams', { count: member.teams.length })}</li>
          <li>{managed ? t('members.deleteData') : t('members.takeOutData')}</li>
        </ul>
        <p>{managed ? t('members.deleteUndo') : t('members.takeOutUndo')}</p>
      </ConfirmDialog>
    </>
  );
}
