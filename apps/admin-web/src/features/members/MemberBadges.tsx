import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '../../shared/ui/StatusBadge.tsx';
import type { Member } from './types.ts';

const tones: Readonly<Record<Member['state'], Tone>> = { active: 'good', invited: 'info', deactivated: 'neutral' };

export function MemberStateBadge(props: { state: Member['state'] }) {
  const { t } = useTranslation();
  return <StatusBadge tone={tones[props.state]}>{t(`states.${props.state}`)}</StatusBadge>;
}
