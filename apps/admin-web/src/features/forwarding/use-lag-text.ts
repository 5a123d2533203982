import { useTranslation } from 'react-i18next';
import type { Destination } from './types.ts';

/** How far a destination is behind, in words: events, and how old the oldest of them is. */
export function useLagText(): (health: Destination['health']) => string {
  const { t } = useTranslation();
  return ({ lagEvents, lagSeconds }) => {
    if (lagEvents === null) return t('forwarding.lagUnknown');
    if (lagEvents === 0) return t('forwarding.noLag');
    const behind = spanOf(lagSeconds ?? 0);
    return t('forwarding.lag', {
      count: lagEvents,
      span: t(`forwarding.spans.${behind.unit}`, { count: behind.count }),
    });
  };
}

/** A length of time in its largest whole unit. */
export function spanOf(seconds: number): {
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days';
  readonly count: number;
} {
  if (seconds < 60) return { unit: 'seconds', count: seconds };
  if (seconds < 3_600) return { unit: 'minutes', count: Math.floor(seconds / 60) };
  if (seconds < 86_400) return { unit: 'hours', count: Math.floor(seconds / 3_600) };
  return { unit: 'days', count: Math.floor(seconds / 86_400) };
}
