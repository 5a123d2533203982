import { Alert, NativeSelect, Radio, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { textOf, textOrNull } from '../../shared/forms/form-values.ts';
import { CopyField } from '../../shared/ui/CopyField.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { DestinationFields } from './DestinationFields.tsx';
import { destinationKinds } from './destination-kinds.ts';
import { destinationsQuery } from './destinations-query.ts';
import classes from './NewDestinationPage.module.css';
import { settingsFrom } from './settings-from.ts';
import { shownFields } from './shown-fields.ts';
import type { Destination, DestinationKind } from './types.ts';

/** From when on events are forwarded, in days back; `now`: only what is still to come. */
const beginnings = ['now', '1', '30', '400'] as const;

/** Chooses a kind of receiver and says where it is. A secret that is made here is shown here, this once. */
export function NewDestinationPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const destinations = useQuery(destinationsQuery);
  const [kind, setKind] = useState<DestinationKind>('webhook');
  // The secret lives in this page's memory only: leaving the page is forgetting it.
  const [made, setMade] = useState<{ destination: Destination; secret: string } | null>(null);
  const create = useMutation({
    mutationFn: (form: HTMLFormElement) =>
      api.createDestination({
        body: {
          name: textOf(form, 'name'),
          settings: settingsFrom(kind, (name) => textOf(form, name)),
          secret: textOrNull(form, 'secret'),
          since: sinceOf(textOf(form, 'since'), new Date()),
        },
      }),
    onSuccess: async ({ destination, signingSecret }) => {
      await queryClient.invalidateQueries(destinationsQuery);
      if (signingSecret !== null) {
        setMade({ destination, secret: signingSecret });
        return;
      }
      notifications.show({ color: 'green', message: t('forwarding.created', { name: destination.name }) });
      await navigate({ to: '/forwarding/$destinationId', params: { destinationId: destination.id } });
    },
  });
  const fields = useExplanation(create.error)?.fields;
  const filesAllowed = destinations.data?.filesAllowed === true;
  const header = (
    <PageHeader
      title={t('forwarding.create')}
      description={t('forwarding.createDescription')}
      parent={{ label: t('forwarding.title'), to: '/forwarding' }}
    />
  );
  if (made !== null) {
    return (
      <>
        {header}
        <Panel title={t('forwarding.created', { name: made.destination.name })}>
          <Alert
            color="orange"
            role="status"
            icon={<IconAlertTriangle aria-hidden />}
            title={t('forwarding.shownOnce')}
          >
            <CopyField
              label={t('forwarding.fields.signingSecret')}
              hint={t('forwarding.signingSecretUse')}
              value={made.secret}
            />
          </Alert>
          <ButtonLink to="/forwarding/$destinationId" params={{ destinationId: made.destination.id }} mt="lg">
            {t('forwarding.goOn')}
          </ButtonLink>
        </Panel>
      </>
    );
  }
  return (
    <>
      {header}
      <Panel>
        <ProblemAlert error={create.error} shownFields={shownFields} />
        <Form
          submitLabel={t('forwarding.createSubmit')}
          busy={create.isPending}
          onSubmit={(form) => create.mutate(form)}
          secondary={
            <ButtonLink to="/forwarding" variant="default">
              {t('common.cancel')}
            </ButtonLink>
          }
        >
          <Radio.Group
            label={t('forwarding.kind')}
            value={kind}
            onChange={(value) => setKind(destinationKinds.find((one) => one === value) ?? kind)}
          >
            <div className={classes.kinds}>
              {destinationKinds.map((value) => (
                <Radio
                  key={value}
                  value={value}
                  label={t(`forwarding.kinds.${value}.name`)}
                  description={
                    value === 'file' && !filesAllowed
                      ? t('forwarding.filesForbidden')
                      : t(`forwarding.kinds.${value}.hint`)
                  }
                  disabled={value === 'file' && !filesAllowed}
                />
              ))}
            </div>
          </Radio.Group>
          <TextInput
            name="name"
            label={t('forwarding.name')}
            description={t('forwarding.nameHint')}
            error={fields?.get('name')}
          />
          <DestinationFields key={kind} kind={kind} fields={fields} />
          <NativeSelect
            name="since"
            label={t('forwarding.since')}
            description={t('forwarding.sinceHint')}
            data={beginnings.map((value) => ({ value, label: t(`forwarding.beginnings.${value}`) }))}
          />
        </Form>
      </Panel>
    </>
  );
}

function sinceOf(beginning: string, now: Date): string | null {
  const days = Number(beginning);
  return Number.isInteger(days) && days > 0 ? new Date(now.getTime() - days * 86_400_000).toISOString() : null;
}
