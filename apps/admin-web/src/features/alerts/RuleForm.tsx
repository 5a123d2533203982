import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { useMay } from '../../shared/session/me.ts';
import { Form, FormGroup } from '../../shared/ui/Form.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { Notice } from '../../shared/ui/Notice.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { ConditionFields } from './ConditionFields.tsx';
import { conditionKinds, defaultCondition } from './conditions.ts';
import { draftOfRecipients, RecipientFields, recipientFaults, recipientsOf } from './RecipientFields.tsx';
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
  const [recipients, setRecipients] = useState(() => draftOfRecipients(before.notify));
  const fields = useExplanation(props.error)?.fields;
  const choose = (kind: ConditionKind) => {
    // A name that we proposed, and nobody changed, follows the choice.
    if (name === nameOf(condition.kind)) setName(nameOf(kind));
    setCondition(defaultCondition(kind));
  };
  return (
    <Panel>
      <ProblemAlert error={props.error} shownFields={['name', ...recipientFaults(fields)]} />
      <Form
        submitLabel={props.submitLabel}
        busy={props.busy}
        onSubmit={() => props.onSubmit({ name, condition, notify: recipientsOf(recipients) })}
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
        <RecipientFields value={recipients} onChange={setRecipients} fields={fields} />
      </Form>
    </Panel>
  );
}
