import { Button } from '@mantine/core';
import { IconFileSpreadsheet, IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useLanguage } from '../../shared/i18n/use-localised.ts';
import type { AccessLogMonth } from './access-log-query.ts';
import { formatMonth } from './format-month.ts';
import classes from './MonthFiles.module.css';

/** A month as a file, for Excel or for programs. Links rather than a menu: one would open below the table's header. */
export function MonthFiles({ month: { month, product } }: { month: AccessLogMonth }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const named = { product, month: formatMonth(month, language) };
  const address = (bom: 'true' | 'false') => api.urlOf('downloadAccessLogMonth', { query: { month, product, bom } });
  return (
    <div className={classes.files}>
      <Button
        component="a"
        href={address('true')}
        download
        variant="default"
        leftSection={<IconFileSpreadsheet size={20} aria-hidden />}
        aria-label={t('accessLog.excelNamed', named)}
      >
        {t('accessLog.excel')}
      </Button>
      <Button
        component="a"
        href={address('false')}
        download
        variant="default"
        leftSection={<IconFileText size={20} aria-hidden />}
        aria-label={t('accessLog.plainNamed', named)}
      >
        {t('accessLog.plain')}
      </Button>
    </div>
  );
}
