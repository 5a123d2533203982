import { Button, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAt, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { textOf } from '../../shared/forms/form-values.ts';
import { useMay } from '../../shared/session/me.ts';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { PanelList } from '../../shared/ui/PanelList.tsx';
import { DomainPanel } from './DomainPanel.tsx';
import { domainsQuery } from './domains-query.ts';

/** The e-mail domains that the organisation proves to be its own, by a DNS record. */
export function DomainsPage() {
  const { t } = useTranslation();
  const mayWrite = useMay('domains:write');
  const domains = useQuery(domainsQuery);
  return (
    <>
      <PageHeader
        title={t('domains.title')}
        description={t('domains.description')}
        actions={mayWrite && <AddDomain />}
      />
      <ProblemAlert error={domains.error} onRetry={() => void domains.refetch()} />
      {domains.isPending && <PageSkeleton />}
      {domains.data?.items.length === 0 && (
        <Panel>
          <EmptyState icon={<IconAt size={32} />} title={t('domains.none')} action={mayWrite && <AddDomain />}>
            {t('domains.noneAdvice')}
          </EmptyState>
        </Panel>
      )}
      <PanelList>
        {domains.data?.items.map((domain) => (
          <DomainPanel key={domain.name} domain={domain} mayWrite={mayWrite} />
        ))}
      </PanelList>
    </>
  );
}

function AddDomain() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const add = useMutation({
    mutationFn: (name: string) => api.addDomain({ body: { name } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(domainsQuery);
      close();
    },
  });
  const fields = useExplanation(add.error)?.fields;
  return (
    <>
      <Button
        leftSection={<IconPlus size={20} aria-hidden />}
        onClick={() => {
          add.reset();
          open();
        }}
      >
        {t('domains.add')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('domains.addTitle')}>
        <ProblemAlert error={add.error} shownFields={['name']} />
        <Form
          submitLabel={t('domains.add')}
          busy={add.isPending}
          onSubmit={(form) => add.mutate(textOf(form, 'name').trim())}
          onCancel={close}
        >
          <TextInput
            name="name"
            label={t('domains.name')}
            description={t('domains.nameHint')}
            placeholder="example.co.jp"
            autoCapitalize="none"
            inputMode="url"
            data-autofocus
            error={fields?.get('name')}
          />
        </Form>
      </Dialog>
    </>
  );
}
