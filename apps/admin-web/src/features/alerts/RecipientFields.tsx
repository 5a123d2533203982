import { Checkbox, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormGroup } from '../../shared/ui/Form.tsx';
import { TextLink } from '../../shared/ui/links.tsx';
import { Notice } from '../../shared/ui/Notice.tsx';
import { destinationsQuery } from '../forwarding/destinations-query.ts';
import { alertRulesQuery } from './alert-queries.ts';
import type { AlertRule } from './types.ts';

/** Whom a rule is to tell, as it stands in a form: the addresses as they were typed. */
export interface RecipientDraft {
  readonly emails: string;
  readonly destinationIds: string[];
}

export function draftOfRecipients({ emails, destinationIds }: AlertRule['notify']): RecipientDraft {
  return { emails: emails.join('\n'), destinationIds };
}

/** Addresses as people paste them: one a line, or with commas between. */
export function recipientsOf({ emails, destinationIds }: RecipientDraft): AlertRule['notify'] {
  return { emails: emails.split(/[\s,、，;]+/).filter((address) => address !== ''), destinationIds };
}

/** The API's faults that {@link RecipientFields} shows beside its inputs. */
export function recipientFaults(fields: ReadonlyMap<string, string> | undefined): string[] {
  return [...(fields?.keys() ?? [])].filter((field) => field.startsWith('notify.emails'));
}

/** Who is told of an alert: people by mail, systems by webhook. */
export function RecipientFields(props: {
  value: RecipientDraft;
  onChange: (value: RecipientDraft) => void;
  fields: ReadonlyMap<string, string> | undefined;
}) {
  const { t } = useTranslation();
  const { value, onChange, fields } = props;
  const [fault] = recipientFaults(fields);
  return (
    <FormGroup legend={t('alerts.whom')}>
      <Emails
        value={value.emails}
        onChange={(emails) => onChange({ ...value, emails })}
        error={fault === undefined ? undefined : fields?.get(fault)}
      />
      <Webhooks chosen={value.destinationIds} onChange={(destinationIds) => onChange({ ...value, destinationIds })} />
    </FormGroup>
  );
}

function Emails(props: { value: string; onChange: (value: string) => void; error: string | undefined }) {
  const { t } = useTranslation();
  const rules = useQuery(alertRulesQuery);
  return (
    <>
      <Textarea
        label={t('alerts.emails')}
        description={t('alerts.emailsHint')}
        placeholder="security@example.co.jp"
        rows={3}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
        error={props.error}
      />
      {rules.data?.mailConfigured === false && <Notice>{t('alerts.noMail')}</Notice>}
    </>
  );
}

function Webhooks(props: { chosen: string[]; onChange: (chosen: string[]) => void }) {
  const { t } = useTranslation();
  const destinations = useQuery(destinationsQuery);
  const webhooks = destinations.data?.items.filter((destination) => destination.settings.kind === 'webhook') ?? [];
  if (webhooks.length === 0) {
    return (
      <p className="quiet">
        {t('alerts.noWebhooks')} <TextLink to="/forwarding/new">{t('alerts.addWebhook')}</TextLink>
      </p>
    );
  }
  return (
    <Checkbox.Group
      label={t('alerts.webhooks')}
      description={t('alerts.webhooksHint')}
      value={props.chosen}
      onChange={props.onChange}
    >
      <div className="checkbox-list">
        {webhooks.map((webhook) => (
          <Checkbox key={webhook.id} value={webhook.id} label={webhook.name} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
