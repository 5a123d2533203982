import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { textOf } from './form-values.ts';

/** A new password, typed twice; {@link isTypedTwice} compares them before they are sent. */
export function NewPasswordFields(props: { error: string | undefined; mismatch: boolean }) {
  const { t } = useTranslation();
  const toggle = { 'aria-label': t('common.showPassword'), tabIndex: 0 };
  return (
    <>
      <PasswordInput
        name="password"
        label={t('firstRun.password')}
        description={t('common.passwordRule')}
        autoComplete="new-password"
        required
        withAsterisk={false}
        error={props.error}
        visibilityToggleButtonProps={toggle}
      />
      <PasswordInput
        name="passwordAgain"
        label={t('firstRun.passwordAgain')}
        autoComplete="new-password"
        required
        withAsterisk={false}
        error={props.mismatch ? t('common.passwordsDiffer') : undefined}
        visibilityToggleButtonProps={toggle}
      />
    </>
  );
}

/** Whether both inputs hold the same. */
export function isTypedTwice(form: HTMLFormElement): boolean {
  return textOf(form, 'password') === textOf(form, 'passwordAgain');
}
