import { useTranslation } from 'react-i18next';
import { StatusBadge } from '../../shared/ui/StatusBadge.tsx';
import type { Alert } from './types.ts';

export function AlertStateBadge({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  return alert.acknowledgedAt === null ? (
    <StatusBadge tone="warn">{t('alerts.states.open')}</StatusBadge>
  ) : (
    <StatusBadge tone="good">{t('alerts.states.acknowledged')}</StatusBadge>
  );
}
