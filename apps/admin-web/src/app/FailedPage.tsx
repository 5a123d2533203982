import type { ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../shared/api/ProblemAlert.tsx';
import classes from './FailedPage.module.css';

/** A page could not be shown at all. */
export function FailedPage(props: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <main className={classes.page}>
      <h1>{t('errors.pageFailed')}</h1>
      <ProblemAlert error={props.error} onRetry={() => window.location.reload()} />
    </main>
  );
}
