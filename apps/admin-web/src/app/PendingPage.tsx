import { Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './PendingPage.module.css';

/** While a page's code is on its way and that takes longer than a blink. */
export function PendingPage() {
  const { t } = useTranslation();
  return (
    <div className={classes.pending} role="status" aria-label={t('common.loading')}>
      <Loader size={40} aria-hidden />
    </div>
  );
}
