import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '../../shared/ui/StatusBadge.tsx';
import type { Outcome } from './types.ts';

const tones: Readonly<Record<Outcome, Tone>> = {
  applied: 'good',
  unchanged: 'neutral',
  read: 'neutral',
  refused: 'warn',
  failed: 'bad',
};

export function OutcomeBadge(props: { outcome: Outcome }) {
  const { t } = useTranslation();
  return <StatusBadge tone={tones[props.outcome]}>{t(`provisioningLog.outcomes.${props.outcome}`)}</StatusBadge>;
}
