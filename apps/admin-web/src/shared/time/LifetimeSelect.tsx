import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { lifetimes } from './lifetimes.ts';

/** How long a secret is to live, as the form's `lifetime`; a year unless another is chosen. */
export function LifetimeSelect() {
  const { t } = useTranslation();
  return (
    <NativeSelect
      name="lifetime"
      label={t('lifetimes.label')}
      defaultValue="365"
      data={lifetimes.map((value) => ({ value, label: t(`lifetimes.${value}`) }))}
    />
  );
}
