import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { Form } from '../../shared/ui/Form.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { ConditionFields } from './ConditionFields.tsx';
import { conditionKinds, defaultCondition } from './conditions.ts';
import { draftOfRecipients, recipientFaults, recipientsOf } from './RecipientFields.tsx';
import { RuleFields } from './RuleFields.tsx';
import type { AlertRule, Condition, ConditionKind } from './types.ts';

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
        <RuleFields
          condition={condition}
          name={name}
          onName={setName}
          recipients={recipients}
          onRecipients={setRecipients}
          fields={fields}
        >
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
        </RuleFields>
      </Form>
    </Panel>
  );
}
