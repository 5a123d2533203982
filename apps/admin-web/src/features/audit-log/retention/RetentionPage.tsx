import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../../shared/api/ProblemAlert.tsx';
import { Instant } from '../../../shared/time/Instant.tsx';
import { type Column, DataTable } from '../../../shared/ui/DataTable.tsx';
import { Facts } from '../../../shared/ui/Facts.tsx';
import { PageHeader } from '../../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../../shared/ui/Panel.tsx';
import { PanelList } from '../../../shared/ui/PanelList.tsx';
import { type Certificate, type Retention, retentionQuery } from './retention-query.ts';

/** How long the audit log is kept, what is about to go, and the certificates of what has gone. */
export function RetentionPage() {
  const { t } = useTranslation();
  const retention = useQuery(retentionQuery);
  return (
    <>
      <PageHeader
        title={t('retention.title')}
        description={t('retention.description')}
        parent={{ label: t('auditLog.title'), to: '/audit-log' }}
      />
      <ProblemAlert error={retention.error} onRetry={() => void retention.refetch()} />
      {retention.isPending && <PageSkeleton />}
      {retention.data !== undefined && (
        <PanelList>
          {retention.data.deletion !== null && <WholeLog deletion={retention.data.deletion} />}
          <Leaving retention={retention.data} />
          <Certificates certificates={retention.data.certificates} />
        </PanelList>
      )}
    </>
  );
}

function WholeLog({ deletion }: { deletion: NonNullable<Retention['deletion']> }) {
  const { t } = useTranslation();
  return (
    <Panel tone="danger" title={t('retention.wholeLog')} description={t(`retention.rules.${deletion.rule}`)}>
      <Facts
        items={[
          [t('retention.startsAt'), <Instant key="startsAt" at={deletion.startsAt} />],
          [t('retention.doneBy'), <Instant key="doneBy" at={deletion.doneBy} />],
        ]}
      />
    </Panel>
  );
}

function Leaving({ retention }: { retention: Retention }) {
  const { t } = useTranslation();
  const { days, events, oldestStoredAt, leaving } = retention;
  return (
    <Panel title={t('retention.leaving')} description={t('retention.leavingHint', { days })}>
      <Facts
        items={[
          [t('retention.events'), t('retention.eventCount', { count: events })],
          [t('retention.oldest'), <Instant key="oldest" at={oldestStoredAt} />],
          ...leaving.map(
            (one) =>
              [
                t('retention.withinDays', { days: one.withinDays }),
                t('retention.eventCount', { count: one.events }),
              ] as const,
          ),
        ]}
      />
    </Panel>
  );
}

function Certificates({ certificates }: { certificates: readonly Certificate[] }) {
  const { t } = useTranslation();
  const columns = useMemo<readonly Column<Certificate>[]>(
    () => [
      {
        id: 'rule',
        header: t('retention.rule'),
        width: 'minmax(14rem, 2fr)',
        card: 'heading',
        render: ({ rule }) => t(`retention.ruleNames.${rule}`, { defaultValue: rule }),
      },
      {
        id: 'events',
        header: t('retention.deletedEvents'),
        width: '9rem',
        render: ({ events }) => t('retention.eventCount', { count: events }),
      },
      {
        id: 'seals',
        header: t('retention.seals'),
        width: '8rem',
        render: ({ firstSequence, lastSequence }) => `${firstSequence} – ${lastSequence}`,
      },
      {
        id: 'finishedAt',
        header: t('retention.finishedAt'),
        width: '12rem',
        render: ({ finishedAt }) => <Instant at={finishedAt} />,
      },
    ],
    [t],
  );
  return (
    <Panel
      title={t('retention.certificates')}
      description={t('retention.certificatesHint')}
      {...(certificates.length === 0 ? {} : { padding: 'flush' as const })}
    >
      {certificates.length === 0 ? (
        t('retention.noCertificates')
      ) : (
        <DataTable<Certificate>
          label={t('retention.certificates')}
          columns={columns}
          count={certificates.length}
          rowAt={(index) => certificates[index]}
          rowKey={({ firstSequence }) => String(firstSequence)}
        />
      )}
    </Panel>
  );
}
