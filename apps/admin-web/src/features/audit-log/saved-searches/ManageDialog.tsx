import { Button } from '@mantine/core';
import { alertFilterOf } from '@sekisho/api-contract';
import { IconBellPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../shared/api/api.ts';
import { ProblemAlert } from '../../../shared/api/ProblemAlert.tsx';
import { useMay } from '../../../shared/session/me.ts';
import { Dialog } from '../../../shared/ui/Dialog.tsx';
import { Item, ItemFacts, ItemList } from '../../../shared/ui/ItemList.tsx';
import { TextLink } from '../../../shared/ui/links.tsx';
import { alertRulesQuery } from '../../alerts/alert-queries.ts';
import { rulesOfSearch } from '../../alerts/rules-of-search.ts';
import classes from './SavedSearches.module.css';
import { type SavedSearch, savedSearchesQuery } from './saved-searches-query.ts';

/** What can be done with each saved search: have it watched, or delete it. */
export function ManageDialog(props: {
  items: readonly SavedSearch[];
  opened: boolean;
  onClose: () => void;
  onAlert: (search: SavedSearch) => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('savedSearches.manage')} size="lg">
      <Searches items={props.items} onAlert={props.onAlert} />
    </Dialog>
  );
}

function Searches({ items, onAlert }: { items: readonly SavedSearch[]; onAlert: (search: SavedSearch) => void }) {
  const { t } = useTranslation();
  const mayWrite = useMay('audit-log:write');
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: (searchId: string) => api.deleteSavedSearch({ params: { searchId } }),
    onSettled: () => queryClient.invalidateQueries(savedSearchesQuery),
  });
  return (
    <>
      <p>{t('savedSearches.manageHint')}</p>
      <ProblemAlert error={remove.error} />
      <ItemList>
        {items.map((search) => (
          <Item
            key={search.id}
            title={search.name}
            badges={search.shared && <span className={classes.shared}>{t('savedSearches.sharedMark')}</span>}
            actions={
              <>
                <AlertButton search={search} onAlert={onAlert} />
                {mayWrite && (
                  <Button
                    variant="default"
                    aria-label={t('savedSearches.deleteNamed', { name: search.name })}
                    loading={remove.isPending && remove.variables === search.id}
                    onClick={() => remove.mutate(search.id)}
                  >
                    {t('savedSearches.delete')}
                  </Button>
                )}
              </>
            }
          >
            <Watching search={search} />
          </Item>
        ))}
      </ItemList>
    </>
  );
}

/** The alert rules that look for the same. */
function Watching({ search }: { search: SavedSearch }) {
  const { t } = useTranslation();
  const rules = useRules(search);
  if (rules.length === 0) return null;
  return (
    <ItemFacts>
      {t('savedSearches.watchedBy')}{' '}
      {rules.map((rule, index) => (
        <Fragment key={rule.id}>
          {index > 0 && t('common.listSeparator')}
          <TextLink to="/alerts/rules/$ruleId" params={{ ruleId: rule.id }}>
            {rule.name}
          </TextLink>
          {!rule.enabled && ` (${t('alerts.disabled')})`}
        </Fragment>
      ))}
    </ItemFacts>
  );
}

function AlertButton({ search, onAlert }: { search: SavedSearch; onAlert: (search: SavedSearch) => void }) {
  const { t } = useTranslation();
  const mayAlert = useMay('forwarding:write');
  const rules = useRules(search);
  // One that finds everything would tell of every event, which the API refuses.
  const looksForSomething = Object.keys(alertFilterOf(search.query)).length > 0;
  if (!mayAlert || !looksForSomething || rules.length > 0) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconBellPlus size={20} aria-hidden />}
      aria-label={t('savedSearches.alertNamed', { name: search.name })}
      onClick={() => onAlert(search)}
    >
      {t('savedSearches.alert')}
    </Button>
  );
}

function useRules(search: SavedSearch) {
  const mayWatch = useMay('forwarding:read');
  const rules = useQuery({ ...alertRulesQuery, enabled: mayWatch });
  return rulesOfSearch(rules.data?.items ?? [], search.query);
}
