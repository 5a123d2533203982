import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '../../shared/ui/StatusBadge.tsx';
import type { Brake, HeldPerson } from './types.ts';

const tones: Readonly<Record<Brake['state'], Tone>> = {
  holding: 'bad',
  approved: 'info',
  rejected: 'warn',
  released: 'neutral',
};

export function BrakeStateBadge(props: { state: Brake['state'] }) {
  const { t } = useTranslation();
  return <StatusBadge tone={tones[props.state]}>{t(`brakes.states.${props.state}`)}</StatusBadge>;
}

const personTones: Readonly<Record<HeldPerson['state'], Tone>> = {
  held: 'warn',
  applied: 'neutral',
  failed: 'bad',
  refused: 'good',
  withdrawn: 'good',
};

export function HeldPersonBadge(props: { state: HeldPerson['state'] }) {
  const { t } = useTranslation();
  return <StatusBadge tone={personTones[props.state]}>{t(`brakes.people.${props.state}`)}</StatusBadge>;
}
