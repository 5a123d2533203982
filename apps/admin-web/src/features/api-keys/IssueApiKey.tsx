import { Button, Checkbox, NativeSelect, Radio, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { useCatalogue } from '../../shared/catalogue/use-catalogue.ts';
import { textOf } from '../../shared/forms/form-values.ts';
import { useLanguage } from '../../shared/i18n/use-localised.ts';
import { useMe } from '../../shared/session/me.ts';
import { LifetimeSelect } from '../../shared/time/LifetimeSelect.tsx';
import { expiryAfter } from '../../shared/time/lifetimes.ts';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { Form } from '../../shared/ui/Form.tsx';

type IssueBody = Parameters<typeof api.issueApiKey>[0]['body'];

/** Issues a key: for the admin API with at most one's own rights, or for one product to hand in its events. */
export function IssueApiKey(props: { onIssued: (key: ResponseOf<AdminOperations['issueApiKey']>) => Promise<void> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const catalogue = useCatalogue();
  const { permissions } = useMe();
  const [opened, { open, close }] = useDisclosure();
  const [purpose, setPurpose] = useState<'admin-api' | 'events'>('admin-api');
  const issue = useMutation({
    mutationFn: (body: IssueBody) => api.issueApiKey({ body }),
    onSuccess: async (key) => {
      close();
      await props.onIssued(key);
    },
  });
  const fields = useExplanation(issue.error)?.fields;
  const bodyFrom = (form: HTMLFormElement): IssueBody => {
    const common = { name: textOf(form, 'name'), expiresAt: expiryAfter(textOf(form, 'lifetime'), new Date()) };
    if (purpose === 'events') return { purpose, ...common, product: textOf(form, 'product') };
    const chosen = new FormData(form).getAll('scopes');
    return { purpose, ...common, scopes: permissions.filter((permission) => chosen.includes(permission)) };
  };
  return (
    <>
      <Button
        leftSection={<IconPlus size={20} aria-hidden />}
        onClick={() => {
          issue.reset();
          open();
        }}
      >
        {t('apiKeys.issue')}
      </Button>
      <Dialog opened={opened} onClose={close} size="lg" title={t('apiKeys.issueTitle')}>
        <ProblemAlert error={issue.error} shownFields={['name', 'product', 'scopes']} />
        <Form
          submitLabel={t('apiKeys.issueSubmit')}
          busy={issue.isPending}
          onSubmit={(form) => issue.mutate(bodyFrom(form))}
          onCancel={close}
        >
          <TextInput
            name="name"
            label={t('apiKeys.name')}
            description={t('apiKeys.nameHint')}
            data-autofocus
            error={fields?.get('name')}
          />
          <Radio.Group
            label={t('apiKeys.purpose')}
            value={purpose}
            onChange={(value) => setPurpose(value === 'events' ? 'events' : 'admin-api')}
          >
            <div className="checkbox-list">
              <Radio value="admin-api" label={t('apiKeys.purposeAdmin')} description={t('apiKeys.purposeAdminHint')} />
              <Radio value="events" label={t('apiKeys.purposeEvents')} description={t('apiKeys.purposeEventsHint')} />
            </div>
          </Radio.Group>
          {purpose === 'admin-api' ? (
            <Checkbox.Group
              label={t('apiKeys.scopes')}
              description={t('apiKeys.scopesHint')}
              error={fields?.get('scopes')}
            >
              <div className="checkbox-grid">
                {permissions.map((permission) => (
                  <Checkbox key={permission} name="scopes" value={permission} label={t(`permissions.${permission}`)} />
                ))}
              </div>
            </Checkbox.Group>
          ) : (
            <NativeSelect
              name="product"
              label={t('apiKeys.product')}
              description={t('apiKeys.productHint')}
              data={catalogue.products.map(({ id, name }) => ({ value: id, label: name[language] }))}
              error={fields?.get('product')}
            />
          )}
          <LifetimeSelect />
        </Form>
      </Dialog>
    </>
  );
}
