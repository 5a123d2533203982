import { Alert } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { textOf } from '../../shared/forms/form-values.ts';
import { isTypedTwice, NewPasswordFields } from '../../shared/forms/NewPasswordFields.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { PublicPage } from '../../shared/ui/PublicPage.tsx';

/**
 * Sets the password by the one-time link that an administrator handed over. The token stands behind the `#`, where no
 * server log and no `Referer` ever sees it.
 */
export function SetPasswordPage() {
  const { t } = useTranslation();
  const [token] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '');
  const [mismatch, setMismatch] = useState(false);
  const set = useMutation({
    mutationFn: (password: string) => api.setPassword({ body: { token, password } }),
    meta: { public: true },
    // The used link is nothing to go back to.
    onSuccess: () => window.history.replaceState(null, '', window.location.pathname),
  });
  const fields = useExplanation(set.error)?.fields;

  if (set.isSuccess) {
    return (
      <PublicPage title={t('setPassword.doneTitle')} description={t('setPassword.doneText')}>
        <ButtonLink to="/sign-in" fullWidth>
          {t('setPassword.goSignIn')}
        </ButtonLink>
      </PublicPage>
    );
  }
  return (
    <PublicPage title={t('setPassword.title')} description={t('setPassword.description')}>
      {token === '' && (
        <Alert color="red" icon={<IconInfoCircle aria-hidden />} mb="md" title={t('setPassword.noTokenTitle')}>
          {t('setPassword.noToken')}
        </Alert>
      )}
      <ProblemAlert error={set.error} shownFields={['password']} />
      <Form
        submitLabel={t('setPassword.submit')}
        wideButton
        busy={set.isPending}
        onSubmit={(form) => {
          const differs = !isTypedTwice(form);
          setMismatch(differs);
          if (!differs) set.mutate(textOf(form, 'password'));
        }}
      >
        <NewPasswordFields error={fields?.get('password')} mismatch={mismatch} />
      </Form>
    </PublicPage>
  );
}
