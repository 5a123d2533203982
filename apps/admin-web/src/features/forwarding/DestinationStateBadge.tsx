import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '../../shared/ui/StatusBadge.tsx';
import type { Destination } from './types.ts';

const tones: Readonly<Record<Destination['health']['state'], Tone>> = {
  healthy: 'good',
  failing: 'bad',
  paused: 'neutral',
};

export function DestinationStateBadge(props: { state: Destination['health']['state'] }) {
  const { t } = useTranslation();
  return <StatusBadge tone={tones[props.state]}>{t(`forwarding.states.${props.state}`)}</StatusBadge>;
}
