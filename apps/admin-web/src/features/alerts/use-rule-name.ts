import { useTranslation } from 'react-i18next';
import type { Alert } from './types.ts';

/** What raised an alert: a rule, one that is deleted by now, or none, for a closed brake is told without. */
export function useRuleName(): (alert: Alert) => string {
  const { t } = useTranslation();
  return ({ ruleId, ruleName }) => {
    if (ruleName === null) return t('alerts.withoutRule');
    return ruleId === null ? t('alerts.ruleDeleted', { name: ruleName }) : ruleName;
  };
}
