import { useTranslation } from 'react-i18next';
import { StatusBadge } from '../../shared/ui/StatusBadge.tsx';
import type { Connection } from './types.ts';

export function ConnectionStateBadge(props: { state: Connection['state'] }) {
  const { t } = useTranslation();
  return (
    <StatusBadge tone={props.state === 'enabled' ? 'good' : 'neutral'}>
      {t(`connectionStates.${props.state}`)}
    </StatusBadge>
  );
}
