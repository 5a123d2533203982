import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/session/me.ts';
import { SessionList } from '../../shared/session/SessionList.tsx';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import type { MemberDetail } from './types.ts';

/** Where the account is signed in, and signing it out everywhere. */
export function MemberSessions({ member }: { member: MemberDetail }) {
  const { t } = useTranslation();
  const mayWrite = useMay('members:write');
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const end = useMutation({
    mutationFn: () => api.endMemberSessions({ params: { memberId: member.id } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['member', member.id] });
      close();
      notifications.show({ color: 'green', message: t('members.sessionsEnded') });
    },
  });
  return (
    <Panel
      title={t('members.sessions')}
      actions={
        mayWrite &&
        member.sessions.length > 0 && (
          <Button variant="default" onClick={open}>
            {t('members.endSessions')}
          </Button>
        )
      }
    >
      {member.sessions.length === 0 ? (
        <p className="quiet">{t('members.noSessions')}</p>
      ) : (
        <SessionList sessions={member.sessions} />
      )}
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={t('members.endSessionsTitle', { name: member.name })}
        confirmLabel={t('members.endSessions')}
        busy={end.isPending}
        error={end.error}
        onConfirm={() => end.mutate()}
      >
        <p>{t('members.endSessionsText', { count: member.sessions.length })}</p>
      </ConfirmDialog>
    </Panel>
  );
}
