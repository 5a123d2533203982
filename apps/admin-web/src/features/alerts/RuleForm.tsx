import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { useMay } from '../../shared/session/me.ts';
import { Form, FormGroup } from '../../shared/ui/Form.tsx';
import { ButtonLink, TextLink } from '../../shared/ui/links.tsx';
import { Notice } from '../../shared/ui/Notice.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { destinationsQuery } from '../forwarding/destinations-query.ts';
import { alertRulesQuery } from './alert-queries.ts';
import { ConditionFields } from './ConditionFields.tsx';
import { conditionKinds, defaultCondition } from './conditions.ts';
import type { AlertRule, Condition, ConditionKind } from './types.ts';
import { useConditionText } from './use-condition-text.ts';

/** What an administrator decides about a rule. */
export type RuleDraft = Pick<AlertRule, 'name' | 'condition' | 'notify'>;

/** A rule's name, what it looks for, and who is told; the condition is read back as a sentence. */
export function RuleForm(props: {
  before: RuleDraft;
  mayChangeKind: boolean;
  submitLabel: string;
  busy: boolean;
  error: unknown;
  onSubmit: (draft: RuleDraft) => void;
}) {
  const { t } = useTranslation();
  const { before } = props;
  const mayWrite = useMay('forwarding:write');
  const conditionText = useConditionText();
  const nameOf = (kind: ConditionKind) => t(`alerts.kinds.${kind}.name`);
  const [condition, setCondition] = useState<Condition>(before.condition);
  const [name, setName] = useState(before.name === '' ? nameOf(before.condition.kind) : before.name);
  const [emails, setEmails] = useState(before.notify.emails.join('\n'));
  const [destinationIds, setDestinationIds] = useState<string[]>(before.notify.destinationIds);
  const fields = useExplanation(props.error)?.fields;
  const choose = (kind: ConditionKind) => {
    // A name that we proposed, and nobody changed, follows the choice.
    if (name === nameOf(condition.kind)) setName(nameOf(kind));
    setCondition(defaultCondition(kind));
  };
  const emailFault = [...(fields ?? [])].find(([field]) => field.startsWith('notify.emails'))?.[1];
  return (
    <Panel>
      <ProblemAlert
        error={props.error}
        shownFields={['name', ...(emailFault === undefined ? [] : emailFieldsOf(fields))]}
      />
      <Form
        submitLabel={props.submitLabel}
        busy={props.busy}
        onSubmit={() => props.onSubmit({ name, condition, notify: { emails: addressesIn(emails), destinationIds } })}
        secondary={
          <ButtonLink to="/alerts/rules" variant="default">
            {t('common.cancel')}
          </ButtonLink>
        }
      >
        <FormGroup legend={t('alerts.when')}>
          {props.mayChangeKind && (
            <NativeSelect
              label={t('alerts.kind')}
              value={condition.kind}
              onChange={(event) => {
                const kind = conditionKinds.find((one) => one === event.currentTarget.value);
                if (kind !== undefined) choose(kind);
              }}
              data={conditionKinds.map((value) => ({ value, label: nameOf(value) }))}
            />
          )}
          <ConditionFields condition={condition} onChange={setCondition} />
          <Notice live>{conditionText(condition)}</Notice>
        </FormGroup>
        <TextInput
          label={t('alerts.name')}
          description={t('alerts.nameHint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fields?.get('name')}
          disabled={!mayWrite}
        />
        <FormGroup legend={t('alerts.whom')}>
          <Emails value={emails} onChange={setEmails} error={emailFault} />
          <Webhooks chosen={destinationIds} onChange={setDestinationIds} />
        </FormGroup>
      </Form>
    </Panel>
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

/** Addresses as people paste them: one a line, or with commas between. */
function addressesIn(text: string): string[] {
  return text.split(/[\s,、，;]+/).filter((address) => address !== '');
}

function emailFieldsOf(fields: ReadonlyMap<string, string> | undefined): string[] {
  return [...(fields?.keys() ?? [])].filter((field) => field.startsWith('notify.emails'));
}
