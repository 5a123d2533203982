import { notifications } from '@mantine/notifications';
import { IconFileDownload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../shared/api/api.ts';
import { ProblemAlert } from '../../../shared/api/ProblemAlert.tsx';
import { ConfirmDialog } from '../../../shared/ui/ConfirmDialog.tsx';
import { EmptyState } from '../../../shared/ui/EmptyState.tsx';
import { ItemList } from '../../../shared/ui/ItemList.tsx';
import { ButtonLink } from '../../../shared/ui/links.tsx';
import { PageHeader } from '../../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../../shared/ui/Panel.tsx';
import { ExportItem } from './ExportItem.tsx';
import { type ExportJob, exportJobsQuery, isUnfinished } from './export-jobs-query.ts';

/** Files of the audit log that are prepared in the background: how far each is, to download, to remove. */
export function ExportsPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const jobs = useQuery(exportJobsQuery);
  const [removing, setRemoving] = useState<ExportJob | null>(null);
  const open = useMutation({
    mutationFn: (exportJobId: string) => api.createAuditExportLink({ params: { exportJobId } }),
    onSuccess: ({ url }) => window.location.assign(url),
    onError: () => queryClient.invalidateQueries(exportJobsQuery),
  });
  const remove = useMutation({
    mutationFn: (exportJobId: string) => api.deleteAuditExportJob({ params: { exportJobId } }),
    onSuccess: async () => {
      setRemoving(null);
      notifications.show({ color: 'green', message: t('auditLog.exports.removed') });
      await queryClient.invalidateQueries(exportJobsQuery);
    },
  });
  const items = jobs.data?.items;
  return (
    <>
      <PageHeader
        title={t('auditLog.exports.title')}
        description={t('auditLog.exports.description')}
        parent={{ label: t('auditLog.title'), to: '/audit-log' }}
      />
      <ProblemAlert error={jobs.error} onRetry={() => void jobs.refetch()} />
      <ProblemAlert error={open.error} />
      {jobs.isPending && <PageSkeleton />}
      {items !== undefined && (
        <Panel>
          {items.length === 0 ? (
            <EmptyState
              icon={<IconFileDownload size={32} />}
              title={t('auditLog.exports.none')}
              action={<ButtonLink to="/audit-log">{t('auditLog.exports.toSearch')}</ButtonLink>}
            >
              {t('auditLog.exports.noneAdvice')}
            </EmptyState>
          ) : (
            <ItemList>
              {items.map((job) => (
                <ExportItem
                  key={job.id}
                  job={job}
                  isOpening={open.isPending && open.variables === job.id}
                  onDownload={() => open.mutate(job.id)}
                  onRemove={() => {
                    remove.reset();
                    setRemoving(job);
                  }}
                />
              ))}
            </ItemList>
          )}
        </Panel>
      )}
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        danger
        title={t('auditLog.exports.removeTitle')}
        confirmLabel={t('auditLog.exports.remove')}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => {
          if (removing !== null) remove.mutate(removing.id);
        }}
      >
        <p>
          {removing !== null && isUnfinished(removing)
            ? t('auditLog.exports.removeUnfinishedText')
            : t('auditLog.exports.removeText')}
        </p>
      </ConfirmDialog>
    </>
  );
}
