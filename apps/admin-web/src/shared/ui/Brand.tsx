import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './Brand.module.css';

/** The product's mark (a gate with a guard's bar) and name; leads home. */
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
      <path
        d="M5 9.500c7 2 15 2 22 0v3.200c-7 1.700-15 1.700-22 0zM8.500 11.500h3V26h-3zM20.500 11.500h3V26h-3zM8 16.500h16v2.500H8z"
        className={classes.lines}
      />
    </svg>
  );
}
