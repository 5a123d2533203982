import { Alert, Anchor, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { IconAlertTriangle, IconKey } from '@tabler/icons-react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { CopyField } from '../../shared/ui/CopyField.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { SecretList } from '../../shared/ui/SecretList.tsx';
import { IssueApiKey } from './IssueApiKey.tsx';

type ApiKey = ResponseOf<AdminOperations['listApiKeys']>['items'][number];
type IssuedApiKey = ResponseOf<AdminOperations['issueApiKey']>;

const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => api.listApiKeys({}, { signal }),
});

/** Keys by which programs use the admin API, or products hand in their audit events. */
export function ApiKeysPage() {
  const { t } = useTranslation();
  const mayWrite = useMay('api-keys:write');
  const queryClient = useQueryClient();
  const keys = useQuery(apiKeysQuery);
  const [issued, setIssued] = useState<IssuedApiKey | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const revoke = useMutation({
    mutationFn: (apiKeyId: string) => api.revokeApiKey({ params: { apiKeyId } }),
    onSuccess: async () => {
      setRevoking(null);
      notifications.show({ color: 'green', message: t('apiKeys.revoked') });
      await queryClient.invalidateQueries(apiKeysQuery);
    },
  });
  const items = keys.data?.items;
  const onIssued = async (key: IssuedApiKey) => {
    setIssued(key);
    await queryClient.invalidateQueries(apiKeysQuery);
  };
  return (
    <>
      <PageHeader
        title={t('apiKeys.title')}
        description={
          <>
            {t('apiKeys.description')}{' '}
            <Anchor href="/docs" target="_blank">
              {t('apiKeys.docs')}
            </Anchor>
          </>
        }
        actions={mayWrite && <IssueApiKey onIssued={onIssued} />}
      />
      {issued !== null && (
        <Alert
          color="orange"
          role="status"
          mb="lg"
          className="surface"
          icon={<IconAlertTriangle aria-hidden />}
          title={t('apiKeys.shownOnce', { name: issued.apiKey.name })}
        >
          <CopyField label={t('apiKeys.secret')} value={issued.secret} />
        </Alert>
      )}
      <ProblemAlert error={keys.error} onRetry={() => void keys.refetch()} />
      {keys.isPending && <PageSkeleton />}
      {items !== undefined && (
        <Panel>
          {items.length === 0 ? (
            <EmptyState icon={<IconKey size={32} />} title={t('apiKeys.none')}>
              {t('apiKeys.noneAdvice')}
            </EmptyState>
          ) : (
            <SecretList
              items={items.map((key) => ({
                id: key.id,
                title: key.name,
                state: key.valid ? 'valid' : key.revokedAt === null ? 'expired' : 'revoked',
                facts: [
                  [t('apiKeys.secret'), <code key="hint">{key.hint}</code>],
                  [
                    t('apiKeys.scopes'),
                    key.product === null
                      ? key.scopes.map((scope) => t(`permissions.${scope}`)).join(t('common.listSeparator'))
                      : t('apiKeys.eventsOf', { product: key.product }),
                  ],
                  [t('secrets.createdAt'), <Instant key="created" at={key.createdAt} />],
                  [t('secrets.lastUsedAt'), <Instant key="used" at={key.lastUsedAt} absent={t('secrets.neverUsed')} />],
                  [
                    t('secrets.expiresAt'),
                    <Instant key="expires" at={key.expiresAt} absent={t('secrets.neverExpires')} />,
                  ],
                ],
                action:
                  mayWrite && key.valid ? (
                    <Button
                      variant="outline"
                      color="red"
                      onClick={() => {
                        revoke.reset();
                        setRevoking(key);
                      }}
                      aria-label={t('apiKeys.revokeNamed', { name: key.name })}
                    >
                      {t('apiKeys.revoke')}
                    </Button>
                  ) : null,
              }))}
            />
          )}
        </Panel>
      )}
      <ConfirmDialog
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        danger
        title={t('apiKeys.revokeTitle', { name: revoking?.name ?? '' })}
        confirmLabel={t('apiKeys.revoke')}
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() => {
          if (revoking !== null) revoke.mutate(revoking.id);
        }}
      >
        <p>{t('apiKeys.revokeText')}</p>
      </ConfirmDialog>
    </>
  );
}
