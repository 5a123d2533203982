import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLockPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { Instant } from '../../shared/time/Instant.tsx';
import { CopyField } from '../../shared/ui/CopyField.tsx';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import type { MemberDetail } from './types.ts';

/** Makes the one-time link by which a person sets a password: the way in for somebody who was just invited. */
export function PasswordLink({ member }: { member: MemberDetail }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  const issue = useMutation({
    mutationFn: () => api.issuePasswordLink({ params: { memberId: member.id } }),
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconLockPlus size={20} aria-hidden />}
        onClick={() => {
          issue.reset();
          open();
        }}
      >
        {t('members.passwordLink')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('members.passwordLink')}>
        <p className="notice">{t('members.passwordLinkText', { name: member.name })}</p>
        <ProblemAlert error={issue.error} />
        {issue.data === undefined ? (
          <Button loading={issue.isPending} onClick={() => issue.mutate()}>
            {t('members.passwordLinkIssue')}
          </Button>
        ) : (
          <>
            <CopyField label={t('members.passwordLinkUrl')} value={issue.data.url} />
            <p className="quiet">
              {t('members.passwordLinkExpires')} <Instant at={issue.data.expiresAt} />
            </p>
          </>
        )}
      </Dialog>
    </>
  );
}
