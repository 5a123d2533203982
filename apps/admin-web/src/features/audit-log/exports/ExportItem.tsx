import { Button, Progress } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../shared/i18n/use-localised.ts';
import { formatDateTime } from '../../../shared/time/format-time.ts';
import { Instant } from '../../../shared/time/Instant.tsx';
import { useTimeZone } from '../../../shared/time/time-zone.ts';
import { Item, ItemFacts } from '../../../shared/ui/ItemList.tsx';
import { StatusBadge, type Tone } from '../../../shared/ui/StatusBadge.tsx';
import classes from './ExportItem.module.css';
import { type ExportJob, isUnfinished } from './export-jobs-query.ts';

const tones: Readonly<Record<ExportJob['state'], Tone>> = {
  queued: 'neutral',
  running: 'info',
  ready: 'good',
  failed: 'bad',
  expired: 'neutral',
};

/** One file: what is in it, how far it is, and what can be done with it. */
export function ExportItem(props: {
  job: ExportJob;
  isOpening: boolean;
  onDownload: () => void;
  onRemove: () => void;
}) {
  const { job } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Item
      title={job.fileName}
      badges={<StatusBadge tone={tones[job.state]}>{t(`auditLog.exports.states.${job.state}`)}</StatusBadge>}
      actions={
        <>
          {job.state === 'ready' && (
            <Button
              leftSection={<IconDownload size={20} aria-hidden />}
              loading={props.isOpening}
              onClick={props.onDownload}
              aria-label={t('auditLog.exports.downloadNamed', { name: job.fileName })}
            >
              {t('auditLog.download')}
            </Button>
          )}
          <Button
            variant="outline"
            color="red"
            onClick={props.onRemove}
            aria-label={t(isUnfinished(job) ? 'auditLog.exports.stopNamed' : 'auditLog.exports.removeNamed', {
              name: job.fileName,
            })}
          >
            {isUnfinished(job) ? t('auditLog.exports.stop') : t('auditLog.exports.remove')}
          </Button>
        </>
      }
    >
      <ItemFacts>
        <Range job={job} />
        {t('auditLog.exports.separator')}
        {t('auditLog.exports.requestedBy', { name: job.requestedBy.name })} <Instant at={job.requestedAt} />
      </ItemFacts>
      {job.state === 'running' && <ExportProgress job={job} />}
      {job.state === 'ready' && (
        <ItemFacts>
          {t('auditLog.exports.size', { count: job.rowsDone, size: formatBytes(job.bytes, language) })}
          {t('auditLog.exports.separator')}
          {t('auditLog.exports.keptUntil')} <Instant at={job.expiresAt} />
        </ItemFacts>
      )}
      {job.replacedCharacters > 0 && (
        <p className={classes.note}>{t('auditLog.exports.replaced', { count: job.replacedCharacters })}</p>
      )}
      {job.error !== null && <p className={classes.note}>{job.error[language]}</p>}
    </Item>
  );
}

function Range({ job }: { job: ExportJob }) {
  const { t, i18n } = useTranslation();
  const timeZone = useTimeZone();
  const { from, to } = job.filters;
  if (from === undefined && to === undefined) return <>{t('auditLog.ranges.all')}</>;
  const shown = (at: string | undefined) => (at === undefined ? '' : formatDateTime(at, i18n.language, timeZone));
  return <>{t('auditLog.exports.range', { from: shown(from), to: shown(to) })}</>;
}

function ExportProgress({ job }: { job: ExportJob }) {
  const { t } = useTranslation();
  const total = job.rowsTotal ?? 0;
  const share = total === 0 ? 0 : Math.min(100, Math.floor((100 * job.rowsDone) / total));
  return (
    <div className={classes.progress}>
      <Progress.Root size="lg">
        <Progress.Section
          value={share}
          animated
          aria-label={t('auditLog.exports.progressOf', { name: job.fileName })}
        />
      </Progress.Root>
      <ItemFacts>{t('auditLog.exports.progress', { done: job.rowsDone, count: total })}</ItemFacts>
    </div>
  );
}

/** `12.3 MB`. */
function formatBytes(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** power);
}
