import { Alert, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { CopyField } from '../../shared/ui/CopyField.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { SecretList, type SecretState } from '../../shared/ui/SecretList.tsx';
import { connectionsQuery } from './connection-queries.ts';
import { IssueToken } from './IssueToken.tsx';
import { maximumValidTokens } from './maximum-valid-tokens.ts';
import type { ConnectionDetail, ConnectionToken, IssuedToken } from './types.ts';

/** The connection's tokens: issue, rotate (two may be valid at once), revoke. */
export function TokensPanel(props: {
  connection: ConnectionDetail;
  issued: IssuedToken | null;
  onIssued: (token: IssuedToken) => void;
}) {
  const { t } = useTranslation();
  const mayWrite = useMay('connections:write');
  const queryClient = useQueryClient();
  const [revoking, setRevoking] = useState<ConnectionToken | null>(null);
  const revoke = useMutation({
    mutationFn: (tokenId: string) =>
      api.revokeConnectionToken({ params: { connectionId: props.connection.id, tokenId } }),
    onSuccess: async () => {
      setRevoking(null);
      notifications.show({ color: 'green', message: t('connections.revoked') });
      await queryClient.invalidateQueries(connectionsQuery);
    },
  });
  const { tokens } = props.connection;
  const valid = tokens.filter((token) => token.valid);
  return (
    <Panel
      title={t('connections.tokens')}
      description={t('connections.tokensHint')}
      actions={
        mayWrite &&
        valid.length < maximumValidTokens && (
          <IssueToken connection={props.connection} onIssued={props.onIssued} variant="default" />
        )
      }
    >
      {props.issued !== null && (
        <Alert
          color="orange"
          role="status"
          mb="md"
          icon={<IconAlertTriangle aria-hidden />}
          title={t('connections.tokenShownOnce')}
        >
          <CopyField label={t('connections.token')} value={props.issued.secret} />
        </Alert>
      )}
      {tokens.length === 0 ? (
        <p className="quiet">{t('connections.noTokens')}</p>
      ) : (
        <SecretList
          items={tokens.map((token) => ({
            id: token.id,
            title: t('connections.tokenNamed', { hint: token.hint }),
            state: stateOf(token),
            facts: [
              [t('secrets.createdAt'), <Instant key="created" at={token.createdAt} />],
              [t('secrets.lastUsedAt'), <Instant key="used" at={token.lastUsedAt} absent={t('secrets.neverUsed')} />],
              [
                t('secrets.expiresAt'),
                <Instant key="expires" at={token.expiresAt} absent={t('secrets.neverExpires')} />,
              ],
            ],
            action:
              mayWrite && token.valid ? (
                <Button
                  variant="outline"
                  color="red"
                  onClick={() => {
                    revoke.reset();
                    setRevoking(token);
                  }}
                  aria-label={t('connections.revokeNamed', { hint: token.hint })}
                >
                  {t('connections.revoke')}
                </Button>
              ) : null,
          }))}
        />
      )}
      <ConfirmDialog
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        danger
        title={t('connections.revokeTitle', { hint: revoking?.hint ?? '' })}
        confirmLabel={t('connections.revoke')}
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() => {
          if (revoking !== null) revoke.mutate(revoking.id);
        }}
      >
        <p>
          {valid.length <= 1
            ? t('connections.revokeLast', { users: props.connection.userCount, groups: props.connection.groupCount })
            : t('connections.revokeOther', { count: valid.length - 1 })}
        </p>
      </ConfirmDialog>
    </Panel>
  );
}

function stateOf(token: ConnectionToken): SecretState {
  if (token.valid) return 'valid';
  return token.revokedAt === null ? 'expired' : 'revoked';
}
