import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/session/me.ts';
import { FormGroup } from '../../shared/ui/Form.tsx';
import { Notice } from '../../shared/ui/Notice.tsx';
import { type RecipientDraft, RecipientFields } from './RecipientFields.tsx';
import type { Condition } from './types.ts';
import { useConditionText } from './use-condition-text.ts';

/** What every form of a rule asks: when it raises an alert, read back as a sentence, how it is called, and who is told. */
export function RuleFields(props: {
  condition: Condition;
  name: string;
  onName: (name: string) => void;
  recipients: RecipientDraft;
  onRecipients: (recipients: RecipientDraft) => void;
  fields: ReadonlyMap<string, string> | undefined;
  /** The inputs of the condition. */
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const mayWrite = useMay('forwarding:write');
  const conditionText = useConditionText();
  return (
    <>
      <FormGroup legend={t('alerts.when')}>
        {props.children}
        <Notice live>{conditionText(props.condition)}</Notice>
      </FormGroup>
      <TextInput
        label={t('alerts.name')}
        description={t('alerts.nameHint')}
        value={props.name}
        onChange={(event) => props.onName(event.currentTarget.value)}
        error={props.fields?.get('name')}
        disabled={!mayWrite}
      />
      <RecipientFields value={props.recipients} onChange={props.onRecipients} fields={props.fields} />
    </>
  );
}
