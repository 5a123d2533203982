import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** One of the filters above a list: a choice of values, or all. `''` is all. */
export function FilterSelect(props: {
  label: string;
  value: string | undefined;
  choices: readonly { readonly value: string; readonly label: string }[];
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={props.label}
      value={props.value ?? ''}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      data={[{ value: '', label: t('common.all') }, ...props.choices]}
    />
  );
}
