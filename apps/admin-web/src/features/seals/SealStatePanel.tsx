import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../shared/time/Instant.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { StatusBadge, type Tone } from '../../shared/ui/StatusBadge.tsx';

type SealState = ResponseOf<AdminOperations['getAuditLogSealState']>;

const tones: Readonly<Record<SealState['state'], Tone>> = {
  sealed: 'good',
  waiting: 'good',
  late: 'bad',
  unknown: 'neutral',
};

/** How far the log is sealed, and whether sealing keeps up. */
export function SealStatePanel({ state }: { state: SealState }) {
  const { t } = useTranslation();
  const { lastSeal, waitingSince, nextSealAt } = state;
  return (
    <Panel
      title={t('seals.state')}
      description={t(`seals.stateText.${lastSeal === null && state.state !== 'late' ? 'none' : state.state}`)}
      tone={state.state === 'late' ? 'danger' : 'plain'}
    >
      <Facts
        items={[
          [
            t('seals.sealing'),
            <StatusBadge key="state" tone={tones[state.state]}>
              {t(`seals.states.${state.state}`)}
            </StatusBadge>,
          ],
          ...(lastSeal === null
            ? ([[t('seals.lastSeal'), t('seals.noSeal')]] as const)
            : ([
                [t('seals.sealedUntil'), <Instant key="until" at={lastSeal.to} />],
                [t('seals.lastSeal'), t('seals.sealOf', { sequence: lastSeal.sequence, count: lastSeal.events })],
                [t('seals.root'), <code key="root">{lastSeal.root}</code>],
              ] as const)),
          ...(waitingSince === null
            ? []
            : ([
                [t('seals.waitingSince'), <Instant key="waiting" at={waitingSince} />],
                [t('seals.nextSealAt'), <Instant key="next" at={nextSealAt} />],
              ] as const)),
        ]}
      />
    </Panel>
  );
}
