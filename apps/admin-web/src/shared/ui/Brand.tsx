import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './Brand.module.css';

/** The product's mark (a checkpoint's gate, passed) and name; leads home. */
export function Brand() {
  const { t } = useTranslation();
  return (
    <Link to="/" className={classes.brand} aria-label={t('common.brandHome', { product: t('common.productName') })}>
      <Gate />
      <span className={classes.name}>{t('common.productName')}</span>
    </Link>
  );
}

export function Gate(props: { size?: number }) {
  const size = props.size ?? 32;
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className={classes.gate}>
      <rect width="32" height="32" rx="7" className={classes.ground} />
      <path d="M4 8.500h24v3.500H4zM7.500 5.500h3.500V26H7.500zM21 5.500h3.500V26H21z" className={classes.lines} />
      <path d="M12.300 18.700l1.500-1.500 1.900 1.900 4-4 1.500 1.500-5.500 5.500z" className={classes.mark} />
    </svg>
  );
}
