import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconUserPlus } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { SearchField } from '../../shared/ui/SearchField.tsx';
import type { Member } from '../members/types.ts';
import classes from './AddTeamMember.module.css';
import type { Team } from './types.ts';

const shown = 8;

/** Finds people by name or address and adds them one by one; the dialog stays open for the next. */
export function AddTeamMember({ team }: { team: Team }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const [text, setText] = useState('');
  const found = useQuery({
    queryKey: ['members', 'to-add', text],
    queryFn: ({ signal }) => api.listMembers({ query: { text, limit: shown } }, { signal }),
    enabled: opened,
    placeholderData: keepPreviousData,
  });
  const add = useMutation({
    mutationFn: (member: Member) => api.addTeamMember({ params: { teamId: team.id, memberId: member.id } }),
    onSuccess: async (_nothing, member) => {
      await queryClient.invalidateQueries({ queryKey: ['team', team.id] });
      notifications.show({ color: 'green', message: t('teams.memberAdded', { name: member.name }) });
    },
  });
  return (
    <>
      <Button leftSection={<IconUserPlus size={20} aria-hidden />} onClick={open}>
        {t('teams.addMember')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('teams.addMemberTitle', { name: team.name })}>
        <ProblemAlert error={found.error ?? add.error} />
        <SearchField label={t('members.text')} value={text} onChange={setText} />
        <ul className={classes.list}>
          {found.data?.items.map((member) => (
            <li key={member.id} className={classes.person}>
              <span className={classes.words}>
                <span className={classes.name}>{member.name}</span>
                <span className={classes.email}>{member.email}</span>
              </span>
              <Button
                variant="default"
                aria-label={t('teams.addNamed', { name: member.name })}
                loading={add.isPending && add.variables.id === member.id}
                onClick={() => add.mutate(member)}
              >
                {t('common.add')}
              </Button>
            </li>
          ))}
        </ul>
        <p role="status" className="quiet">
          {found.data === undefined
            ? ''
            : found.data.total > shown
              ? t('teams.moreFound', { count: found.data.total - shown })
              : found.data.total === 0
                ? t('members.noneFound')
                : ''}
        </p>
      </Dialog>
    </>
  );
}
