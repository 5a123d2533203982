import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { textOf } from '../../shared/forms/form-values.ts';
import { LifetimeSelect } from '../../shared/time/LifetimeSelect.tsx';
import { expiryAfter } from '../../shared/time/lifetimes.ts';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { connectionsQuery } from './connection-queries.ts';
import type { ConnectionDetail, IssuedToken } from './types.ts';

/** Issues a token. With one in use already, this is the first half of a rotation, and the dialog explains the rest. */
export function IssueToken(props: {
  connection: ConnectionDetail;
  onIssued: (token: IssuedToken) => void;
  variant?: 'filled' | 'default';
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const rotates = props.connection.tokens.some((token) => token.valid);
  const issue = useMutation({
    mutationFn: (expiresAt: string | null) =>
      api.issueConnectionToken({ params: { connectionId: props.connection.id }, body: { expiresAt } }),
    onSuccess: async (issued) => {
      props.onIssued(issued);
      close();
      await queryClient.invalidateQueries(connectionsQuery);
    },
  });
  return (
    <>
      <Button
        variant={props.variant ?? 'filled'}
        leftSection={<IconKey size={20} aria-hidden />}
        onClick={() => {
          issue.reset();
          open();
        }}
      >
        {rotates ? t('connections.rotate') : t('connections.issue')}
      </Button>
      <Dialog opened={opened} onClose={close} title={rotates ? t('connections.rotate') : t('connections.issue')}>
        <p className="notice">{rotates ? t('connections.rotateText') : t('connections.issueText')}</p>
        <ProblemAlert error={issue.error} />
        <Form
          submitLabel={t('connections.issue')}
          busy={issue.isPending}
          onSubmit={(form) => issue.mutate(expiryAfter(textOf(form, 'lifetime'), new Date()))}
          onCancel={close}
        >
          <LifetimeSelect />
        </Form>
      </Dialog>
    </>
  );
}
