import { IconMapQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../shared/ui/EmptyState.tsx';
import { ButtonLink } from '../shared/ui/links.tsx';

/** An address that leads nowhere. */
export function UnknownPage() {
  const { t } = useTranslation();
  return (
    <main>
      <h1 className="visually-hidden">{t('errors.pageUnknown')}</h1>
      <EmptyState
        icon={<IconMapQuestion size={32} />}
        title={t('errors.pageUnknown')}
        action={<ButtonLink to="/">{t('errors.goHome')}</ButtonLink>}
      >
        {t('errors.pageUnknownAdvice')}
      </EmptyState>
    </main>
  );
}
