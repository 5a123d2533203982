import { IconEye, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useLanguage } from '../../shared/i18n/use-localised.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { type Column, DataTable } from '../../shared/ui/DataTable.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { PanelList } from '../../shared/ui/PanelList.tsx';
import { type AccessLogMonth, type AccessLogProduct, accessLogQuery } from './access-log-query.ts';
import { formatMonth } from './format-month.ts';
import { MonthFiles } from './MonthFiles.tsx';

/** Every access to the products, as a file a month, for organisations whose plan includes it. */
export function AccessLogPage() {
  const { t } = useTranslation();
  const log = useQuery(accessLogQuery);
  const included = log.data?.products.some((product) => product.included) === true;
  return (
    <>
      <PageHeader title={t('accessLog.title')} description={t('accessLog.description')} />
      <ProblemAlert error={log.error} onRetry={() => void log.refetch()} />
      {log.isPending && <PageSkeleton />}
      <PanelList>
        {included && log.data !== undefined && <Months months={log.data.months} />}
        {log.data?.products
          .filter((product) => !product.included)
          .map((product) => (
            <NotIncluded key={product.product} product={product} />
          ))}
      </PanelList>
    </>
  );
}

function Months({ months }: { months: readonly AccessLogMonth[] }) {
  const { t } = useTranslation();
  const columns = useMonthColumns();
  if (months.length === 0) {
    return (
      <Panel>
        <EmptyState icon={<IconEye size={32} />} title={t('accessLog.none')}>
          {t('accessLog.noneAdvice')}
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel padding="flush">
      <DataTable<AccessLogMonth>
        label={t('accessLog.title')}
        columns={columns}
        count={months.length}
        rowAt={(index) => months[index]}
        rowKey={({ month, product }) => `${month} ${product}`}
      />
    </Panel>
  );
}

function useMonthColumns(): readonly Column<AccessLogMonth>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () => [
      {
        id: 'month',
        header: t('accessLog.month'),
        width: 'minmax(7rem, 1fr)',
        card: 'heading',
        render: ({ month }) => formatMonth(month, language),
      },
      {
        id: 'product',
        header: t('accessLog.product'),
        width: 'minmax(7rem, 1fr)',
        render: ({ product }) => product,
      },
      {
        id: 'accesses',
        header: t('accessLog.accesses'),
        width: 'minmax(7rem, 1fr)',
        render: ({ accesses }) => t('accessLog.count', { count: accesses }),
      },
      {
        id: 'availableFrom',
        header: t('accessLog.availableFrom'),
        width: 'minmax(10.5rem, 1fr)',
        render: ({ availableFrom }) => <Instant at={availableFrom} />,
      },
      {
        id: 'download',
        header: t('accessLog.file'),
        width: '19rem',
        render: (month) =>
          month.available ? <MonthFiles month={month} /> : <span className="quiet">{t('accessLog.notYet')}</span>,
      },
    ],
    [t, language],
  );
}

function NotIncluded({ product: { product, plan, plansWithAccessLog } }: { product: AccessLogProduct }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const plans = plansWithAccessLog.map(({ name }) => name[language]).join(t('common.listSeparator'));
  return (
    <Panel>
      <EmptyState icon={<IconLock size={32} />} title={t('accessLog.notIncluded', { product })}>
        {t('accessLog.notIncludedAdvice', { plans, plan: plan?.name[language] ?? t('accessLog.noPlan') })}
      </EmptyState>
    </Panel>
  );
}
