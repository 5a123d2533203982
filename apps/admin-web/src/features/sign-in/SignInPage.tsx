import { Alert, PasswordInput, TextInput } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { textOf } from '../../shared/forms/form-values.ts';
import { switchLanguage } from '../../shared/i18n/i18n.ts';
import { readStoredLanguage } from '../../shared/i18n/languages.ts';
import { meQuery } from '../../shared/session/me.ts';
import { Form } from '../../shared/ui/Form.tsx';
import { PublicPage } from '../../shared/ui/PublicPage.tsx';

const route = getRouteApi('/sign-in');

/** E-mail address and password; then back to where the reader was going. */
export function SignInPage() {
  const { t } = useTranslation();
  const { from, expired } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const firstRun = useQuery({ queryKey: ['first-run'], queryFn: () => api.getFirstRun() });
  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string }) => api.signIn({ body }),
    meta: { public: true },
    onSuccess: async (me) => {
      queryClient.setQueryData(meQuery.queryKey, me);
      // On a new device the account's own language counts; a choice made here before wins over it.
      if (readStoredLanguage() === null) await switchLanguage(me.account.language);
      // A file that somebody opened by its link is the gateway's to answer, not a page of the app.
      if (from?.startsWith('/admin/v1/') === true) window.location.assign(from);
      else router.history.push(from ?? '/');
    },
  });
  return (
    <PublicPage title={t('signIn.title')} description={t('signIn.description')}>
      {expired === true && signIn.error === null && (
        <Alert color="blue" icon={<IconInfoCircle aria-hidden />} mb="md" role="status">
          {t('signIn.expired')}
        </Alert>
      )}
      {firstRun.data?.needed === true && (
        <Alert color="blue" icon={<IconInfoCircle aria-hidden />} mb="md" title={t('signIn.firstRunTitle')}>
          {t('signIn.firstRunNeeded')}
        </Alert>
      )}
      <ProblemAlert error={signIn.error} />
      <Form
        submitLabel={t('signIn.submit')}
        wideButton
        busy={signIn.isPending}
        onSubmit={(form) => signIn.mutate({ email: textOf(form, 'email').trim(), password: textOf(form, 'password') })}
      >
        <TextInput
          name="email"
          type="email"
          label={t('signIn.email')}
          autoComplete="username"
          autoCapitalize="none"
          required
          withAsterisk={false}
        />
        <PasswordInput
          name="password"
          label={t('signIn.password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('common.showPassword'), tabIndex: 0 }}
        />
      </Form>
    </PublicPage>
  );
}
