import { Radio, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { useLocalised } from '../../shared/i18n/use-localised.ts';
import { Form } from '../../shared/ui/Form.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { connectionsQuery, providersQuery } from './connection-queries.ts';
import classes from './NewConnectionPage.module.css';

/** Chooses the identity provider and names the connection; its setup guide comes next. */
export function NewConnectionPage() {
  const { t } = useTranslation();
  const localised = useLocalised();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const providers = useQuery(providersQuery);
  const [providerId, setProviderId] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [missing, setMissing] = useState(false);
  const create = useMutation({
    mutationFn: (body: { providerId: string; name: string }) => api.createConnection({ body }),
    onSuccess: async (connection) => {
      await queryClient.invalidateQueries(connectionsQuery);
      notifications.show({ color: 'green', message: t('connections.created', { name: connection.name }) });
      await navigate({ to: '/connections/$connectionId', params: { connectionId: connection.id } });
    },
  });
  const fields = useExplanation(create.error)?.fields;
  const items = providers.data?.items ?? [];
  const choose = (id: string) => {
    const before = items.find((provider) => provider.id === providerId);
    const chosen = items.find((provider) => provider.id === id);
    setProviderId(id);
    setMissing(false);
    // A name that we proposed, and nobody changed, follows the choice.
    if (chosen !== undefined && (name === '' || (before !== undefined && name === localised(before.displayName)))) {
      setName(localised(chosen.displayName));
    }
  };
  return (
    <>
      <PageHeader
        title={t('connections.createTitle')}
        description={t('connections.createDescription')}
        parent={{ label: t('connections.title'), to: '/connections' }}
      />
      <ProblemAlert error={providers.error} onRetry={() => void providers.refetch()} />
      <ProblemAlert error={create.error} shownFields={['name', 'providerId']} />
      {providers.isPending ? (
        <PageSkeleton />
      ) : (
        <Panel>
          <Form
            submitLabel={t('connections.createSubmit')}
            busy={create.isPending}
            onSubmit={() => {
              if (providerId === null) setMissing(true);
              else create.mutate({ providerId, name });
            }}
            secondary={
              <ButtonLink to="/connections" variant="default">
                {t('common.cancel')}
              </ButtonLink>
            }
          >
            <Radio.Group
              label={t('connections.provider')}
              description={t('connections.providerHint')}
              value={providerId}
              onChange={choose}
              error={missing ? t('connections.providerMissing') : fields?.get('providerId')}
            >
              <div className={classes.providers}>
                {items.map((provider) => (
                  <Radio
                    key={provider.id}
                    value={provider.id}
                    label={localised(provider.displayName)}
                    classNames={{
                      root: classes.provider,
                      body: classes.body,
                      labelWrapper: classes.labelWrapper,
                      label: classes.label,
                    }}
                  />
                ))}
              </div>
            </Radio.Group>
            <TextInput
              label={t('connections.name')}
              description={t('connections.nameHint')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={fields?.get('name')}
            />
          </Form>
        </Panel>
      )}
    </>
  );
}
