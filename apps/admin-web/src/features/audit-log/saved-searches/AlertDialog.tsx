import { notifications } from '@mantine/notifications';
import { alertFilterOf } from '@sekisho/api-contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../shared/api/api.ts';
import { ProblemAlert } from '../../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../../shared/api/use-explanation.ts';
import { Dialog } from '../../../shared/ui/Dialog.tsx';
import { Form } from '../../../shared/ui/Form.tsx';
import { alertRulesQuery } from '../../alerts/alert-queries.ts';
import { Frequency, Per } from '../../alerts/ConditionFields.tsx';
import { type RecipientDraft, recipientFaults, recipientsOf } from '../../alerts/RecipientFields.tsx';
import { RuleFields } from '../../alerts/RuleFields.tsx';
import type { ConditionOf } from '../../alerts/types.ts';
import type { SavedSearch } from './saved-searches-query.ts';

/** Makes an alert rule of a saved search: how often it takes, and who is told. */
export function AlertDialog({ search, onClose }: { search: SavedSearch | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog opened={search !== undefined} onClose={onClose} title={t('savedSearches.alert')} size="lg">
      {search !== undefined && <AlertForm key={search.id} search={search} onClose={onClose} />}
    </Dialog>
  );
}

function AlertForm({ search, onClose }: { search: SavedSearch; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [name, setName] = useState(search.name);
  const [condition, setCondition] = useState<ConditionOf<'search'>>({
    kind: 'search',
    filter: alertFilterOf(search.query),
    threshold: 1,
    windowMinutes: 60,
    per: 'organisation',
  });
  const [recipients, setRecipients] = useState<RecipientDraft>({ emails: '', destinationIds: [] });
  const create = useMutation({
    mutationFn: () => {
      const { threshold, windowMinutes, per } = condition;
      const body = { name, threshold, windowMinutes, per, notify: recipientsOf(recipients) };
      return api.alertOnSavedSearch({ params: { searchId: search.id }, body });
    },
    onSuccess: async (rule) => {
      await queryClient.invalidateQueries(alertRulesQuery);
      notifications.show({ color: 'green', message: t('alerts.created', { name: rule.name }) });
      onClose();
    },
  });
  const fields = useExplanation(create.error)?.fields;
  return (
    <>
      <p>{t('savedSearches.alertHint')}</p>
      <ProblemAlert error={create.error} shownFields={['name', ...recipientFaults(fields)]} />
      <Form
        submitLabel={t('alerts.createSubmit')}
        busy={create.isPending}
        onSubmit={() => create.mutate()}
        onCancel={onClose}
      >
        <RuleFields
          condition={condition}
          name={name}
          onName={setName}
          recipients={recipients}
          onRecipients={setRecipients}
          fields={fields}
        >
          <Frequency condition={condition} onChange={setCondition} />
          {condition.threshold > 1 && <Per condition={condition} onChange={setCondition} />}
        </RuleFields>
      </Form>
    </>
  );
}
