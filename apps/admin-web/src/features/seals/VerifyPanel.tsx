import { Button } from '@mantine/core';
import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { CodeBlock } from '../../shared/ui/CodeBlock.tsx';
import { CopyField } from '../../shared/ui/CopyField.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { Steps, StepValues } from '../../shared/ui/Steps.tsx';
import classes from './VerifyPanel.module.css';
import { exportCommands, keyCommand, verifyCommand } from './verify-commands.ts';

type SealKey = ResponseOf<AdminOperations['getSealKey']>;

/** How anybody checks an export without trusting us: the key, the files, the commands. */
export function VerifyPanel({ sealKey }: { sealKey: SealKey }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('seals.verify')} description={t('seals.verifyHint')}>
      <Steps>
        <li>
          {t('seals.stepKey')}
          <StepValues>
            <CopyField label={t('seals.keyId')} value={sealKey.keyId} />
            <CodeBlock label={t('seals.saveKey')} text={keyCommand(sealKey.publicKey)} />
          </StepValues>
        </li>
        <li>
          {t('seals.stepExport')}
          <StepValues>
            <CodeBlock label={t('seals.exportCommands')} text={exportCommands(window.location.origin)} />
            <p className="quiet">{t('seals.orDownload')}</p>
            <div className={classes.files}>
              <Button
                component="a"
                href={api.urlOf('exportAuditLog', {
                  query: { format: 'ndjson', preset: 'evidence', order: 'oldest-first' },
                })}
                download="log.ndjson"
                variant="default"
                leftSection={<IconDownload size={20} aria-hidden />}
              >
                {t('seals.downloadLog')}
              </Button>
              <Button
                component="a"
                href={api.urlOf('exportAuditEvidence', {})}
                download="seals.ndjson"
                variant="default"
                leftSection={<IconDownload size={20} aria-hidden />}
              >
                {t('seals.downloadSeals')}
              </Button>
            </div>
          </StepValues>
        </li>
        <li>
          {t('seals.stepVerify')}
          <StepValues>
            <CodeBlock label={t('seals.verifyCommand')} text={verifyCommand} />
          </StepValues>
        </li>
      </Steps>
      <p className={classes.result}>{t('seals.verifyResult')}</p>
    </Panel>
  );
}
