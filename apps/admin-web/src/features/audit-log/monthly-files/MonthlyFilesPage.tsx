import { Button, NativeSelect } from '@mantine/core';
import type { AdminOperations, ResponseOf } from '@sekisho/api-contract';
import { IconCalendarDown, IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../../shared/api/api.ts';
import { ProblemAlert } from '../../../shared/api/ProblemAlert.tsx';
import { useCatalogueNames } from '../../../shared/catalogue/use-catalogue-names.ts';
import { Instant } from '../../../shared/time/Instant.tsx';
import { useTimeZone } from '../../../shared/time/time-zone.ts';
import { EmptyState } from '../../../shared/ui/EmptyState.tsx';
import { Item, ItemFacts, ItemList } from '../../../shared/ui/ItemList.tsx';
import { PageHeader } from '../../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../../shared/ui/Panel.tsx';
import { PanelList } from '../../../shared/ui/PanelList.tsx';
import { StatusBadge } from '../../../shared/ui/StatusBadge.tsx';
import classes from './MonthlyFilesPage.module.css';
import { isCorrected, productsIn, type TextChoice, textChoices } from './monthly-files.ts';

type Month = ResponseOf<AdminOperations['listAuditLogMonths']>['months'][number];

const route = getRouteApi('/signed-in/audit-log/monthly');

/** サービス毎の監査ログをダウンロード: each product's months, in UTC or the reader's zone, as files to download. */
export function MonthlyFilesPage() {
  const { t } = useTranslation();
  const names = useCatalogueNames();
  const own = useTimeZone();
  const { zone = 'UTC', text = 'excel' } = route.useSearch();
  const navigate = useNavigate({ from: '/audit-log/monthly' });
  const months = useQuery({
    queryKey: ['audit-log', 'months', zone],
    queryFn: ({ signal }) => api.listAuditLogMonths({ query: { timeZone: zone } }, { signal }),
    placeholderData: keepPreviousData,
  });
  const found = months.data?.months;
  return (
    <>
      <PageHeader
        title={t('auditLog.monthly.title')}
        description={t('auditLog.monthly.description')}
        parent={{ label: t('auditLog.title'), to: '/audit-log' }}
      />
      <ProblemAlert error={months.error} onRetry={() => void months.refetch()} />
      <PanelList>
        <Panel>
          <div className={classes.choices}>
            <NativeSelect
              label={t('auditLog.monthly.timeZone')}
              value={zone}
              onChange={(event) => {
                const chosen = event.currentTarget.value;
                void navigate({ search: (before) => ({ ...before, zone: chosen }), replace: true });
              }}
              data={[...new Set(['UTC', own, 'Asia/Tokyo', zone])]}
            />
            <NativeSelect
              label={t('auditLog.exports.text')}
              value={text}
              onChange={(event) => {
                const chosen = textChoices.find((one) => one === event.currentTarget.value) ?? 'excel';
                void navigate({ search: (before) => ({ ...before, text: chosen }), replace: true });
              }}
              data={textChoices.map((value) => ({ value, label: t(`auditLog.exports.texts.${value}`) }))}
            />
          </div>
          <p className={classes.hint}>{t('auditLog.monthly.fileHint')}</p>
        </Panel>
        {months.isPending && <PageSkeleton />}
        {found?.length === 0 && (
          <Panel>
            <EmptyState icon={<IconCalendarDown size={32} />} title={t('auditLog.monthly.none')}>
              {t('auditLog.monthly.noneAdvice')}
            </EmptyState>
          </Panel>
        )}
        {productsIn(found ?? []).map((product) => (
          <Panel key={product} title={names.product(product)}>
            <ItemList>
              {(found ?? [])
                .filter((month) => month.product === product)
                .map((month) => (
                  <MonthItem key={month.month} month={month} zone={zone} text={text} />
                ))}
            </ItemList>
          </Panel>
        ))}
      </PanelList>
    </>
  );
}

function MonthItem({ month, zone, text }: { month: Month; zone: string; text: TextChoice }) {
  const { t, i18n } = useTranslation();
  const [year, number] = month.month.split('-').map(Number);
  const name = new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : 'ja', {
    year: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(Date.UTC(year ?? 0, (number ?? 1) - 1));
  const address = api.urlOf('downloadAuditLogMonth', {
    query: {
      month: month.month,
      product: month.product,
      timeZone: zone,
      encoding: text === 'shift_jis' ? 'shift_jis' : 'utf-8',
      bom: text === 'excel' ? 'true' : 'false',
    },
  });
  return (
    <Item
      title={name}
      badges={
        <>
          {!month.complete && <StatusBadge tone="info">{t('auditLog.monthly.incomplete')}</StatusBadge>}
          {isCorrected(month) && <StatusBadge tone="warn">{t('auditLog.monthly.corrected')}</StatusBadge>}
        </>
      }
      actions={
        <Button
          component="a"
          href={address}
          download
          variant="outline"
          leftSection={<IconDownload size={20} aria-hidden />}
          aria-label={t('auditLog.monthly.downloadNamed', { month: name, product: month.product })}
        >
          {t('auditLog.download')}
        </Button>
      }
    >
      <ItemFacts>
        {t('auditLog.count', { count: month.events })}
        {month.madeAt !== null && (
          <>
            {t('auditLog.exports.separator')}
            {t('auditLog.monthly.madeAt')} <Instant at={month.madeAt} />
          </>
        )}
        {isCorrected(month) && (
          <>
            {t('auditLog.exports.separator')}
            {t('auditLog.monthly.late', { count: month.late })}
          </>
        )}
      </ItemFacts>
    </Item>
  );
}
