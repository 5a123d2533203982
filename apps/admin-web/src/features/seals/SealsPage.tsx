import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { PanelList } from '../../shared/ui/PanelList.tsx';
import { SealStatePanel } from './SealStatePanel.tsx';
import { VerifyPanel } from './VerifyPanel.tsx';

const sealStateQuery = queryOptions({
  queryKey: ['audit-log', 'seals'],
  queryFn: ({ signal }) => api.getAuditLogSealState({}, { signal }),
});

const sealKeyQuery = queryOptions({
  queryKey: ['audit-log', 'seal-key'],
  queryFn: ({ signal }) => api.getSealKey({}, { signal }),
});

/** How the log is protected against tampering, how far that has come, and how anybody can check it. */
export function SealsPage() {
  const { t } = useTranslation();
  const state = useQuery(sealStateQuery);
  const key = useQuery(sealKeyQuery);
  const error = state.error ?? key.error;
  return (
    <>
      <PageHeader title={t('seals.title')} description={t('seals.description')} />
      <ProblemAlert
        error={error}
        onRetry={() => {
          void state.refetch();
          void key.refetch();
        }}
      />
      {state.data === undefined || key.data === undefined ? (
        error === null && <PageSkeleton />
      ) : (
        <PanelList>
          <SealStatePanel state={state.data} />
          <VerifyPanel sealKey={key.data} />
        </PanelList>
      )}
    </>
  );
}
