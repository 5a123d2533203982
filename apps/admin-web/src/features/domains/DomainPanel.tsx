import { Alert, Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { IconAlertTriangle, IconCircleCheck, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { Instant } from '../../shared/time/Instant.tsx';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { CopyField } from '../../shared/ui/CopyField.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { PanelList } from '../../shared/ui/PanelList.tsx';
import { StatusBadge, type Tone } from '../../shared/ui/StatusBadge.tsx';
import { Steps, StepValues } from '../../shared/ui/Steps.tsx';
import { domainsQuery } from './domains-query.ts';

type Domain = ResponseOf<AdminOperations['listDomains']>['items'][number];
type Verification = ResponseOf<AdminOperations['verifyDomain']>;

const tones: Readonly<Record<Domain['state'], Tone>> = { verified: 'good', pending: 'info', lapsed: 'warn' };

/** One domain: its state, the record that proves it, and looking it up now. */
export function DomainPanel({ domain, mayWrite }: { domain: Domain; mayWrite: boolean }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const verify = useMutation({
    mutationFn: () => api.verifyDomain({ params: { domain: domain.name } }),
    onSuccess: async (result) => {
      await queryClient.invalidateQueries(domainsQuery);
      if (result.answer === 'proven') {
        notifications.show({ color: 'green', message: t('domains.proven', { name: domain.name }) });
      }
    },
  });
  const proven = domain.state === 'verified';
  return (
    <Panel
      title={domain.name}
      actions={
        mayWrite && (
          <>
            <Button
              variant={proven ? 'default' : 'filled'}
              leftSection={<IconRefresh size={20} aria-hidden />}
              loading={verify.isPending}
              onClick={() => verify.mutate()}
              aria-label={t(proven ? 'domains.verifyAgainNamed' : 'domains.verifyNamed', { name: domain.name })}
            >
              {proven ? t('domains.verifyAgain') : t('domains.verify')}
            </Button>
            <RemoveDomain domain={domain} />
          </>
        )
      }
    >
      <PanelList>
        <ProblemAlert error={verify.error} />
        {verify.data !== undefined && <VerificationResult result={verify.data} />}
        <Facts
          items={[
            [
              t('domains.state'),
              <StatusBadge key="state" tone={tones[domain.state]}>
                {t(`domainStates.${domain.state}`)}
              </StatusBadge>,
            ],
            [t('domains.verifiedAt'), <Instant key="verified" at={domain.verifiedAt} />],
            [
              t('domains.checkedAt'),
              <Instant key="checked" at={domain.checkedAt} absent={t('domains.neverChecked')} />,
            ],
          ]}
        />
        {domain.state === 'lapsed' && <p className="notice">{t('domains.lapsedText')}</p>}
        {!proven && (
          <div>
            <h3 className="panel-heading">{t('domains.howTo')}</h3>
            <Steps>
              <li>{t('domains.step1')}</li>
              <li>
                {t('domains.step2', { type: domain.record.type })}
                <StepValues>
                  <CopyField label={t('domains.recordHost')} value={domain.record.host} />
                  <CopyField label={t('domains.recordValue')} value={domain.record.value} />
                </StepValues>
              </li>
              <li>{t('domains.step3')}</li>
            </Steps>
          </div>
        )}
      </PanelList>
    </Panel>
  );
}

function VerificationResult({ result }: { result: Verification }) {
  const { t } = useTranslation();
  if (result.answer === 'proven') {
    return (
      <Alert role="status" color="green" icon={<IconCircleCheck aria-hidden />} title={t('domains.provenTitle')}>
        {t('domains.proven', { name: result.domain.name })}
      </Alert>
    );
  }
  return (
    <Alert
      role="alert"
      color="orange"
      icon={<IconAlertTriangle aria-hidden />}
      title={result.answer === 'no-answer' ? t('domains.noAnswerTitle') : t('domains.missingTitle')}
    >
      {result.answer === 'no-answer' ? t('domains.noAnswer') : t('domains.missing')}
      {result.answer === 'record-missing' && result.found.length > 0 && (
        <>
          <p>{t('domains.found')}</p>
          <ul>
            {result.found.map((value) => (
              <li key={value}>
                <code>{value}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </Alert>
  );
}

function RemoveDomain({ domain }: { domain: Domain }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const remove = useMutation({
    mutationFn: () => api.removeDomain({ params: { domain: domain.name } }),
    onSuccess: async () => {
      close();
      await queryClient.invalidateQueries(domainsQuery);
      notifications.show({ color: 'green', message: t('domains.removed', { name: domain.name }) });
    },
  });
  return (
    <>
      <Button
        variant="default"
        px={10}
        flex="0 0 auto"
        aria-label={t('domains.removeNamed', { name: domain.name })}
        onClick={() => {
          remove.reset();
          open();
        }}
      >
        <IconTrash size={20} aria-hidden />
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        danger
        title={t('domains.removeTitle', { name: domain.name })}
        confirmLabel={t('domains.remove')}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      >
        <p>{t('domains.removeText')}</p>
      </ConfirmDialog>
    </>
  );
}
