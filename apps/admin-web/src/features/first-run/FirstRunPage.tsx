import { Alert, NativeSelect, TextInput } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { textOf } from '../../shared/forms/form-values.ts';
import { isTypedTwice, NewPasswordFields } from '../../shared/forms/NewPasswordFields.tsx';
import { currentLanguage } from '../../shared/i18n/i18n.ts';
import { meQuery } from '../../shared/session/me.ts';
import { browserTimeZone } from '../../shared/time/time-zone.ts';
import { timeZones } from '../../shared/time/time-zones.ts';
import { Form, FormGroup } from '../../shared/ui/Form.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { PublicPage } from '../../shared/ui/PublicPage.tsx';

const route = getRouteApi('/first-run');
const shownFields = ['organisation.name', 'owner.name', 'owner.email', 'owner.password', 'name', 'email', 'password'];

/** Makes the first organisation and its owner, once, from the link that the gateway printed when it started. */
export function FirstRunPage() {
  const { t } = useTranslation();
  const { token } = route.useSearch();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const firstRun = useQuery({ queryKey: ['first-run'], queryFn: () => api.getFirstRun() });
  const [mismatch, setMismatch] = useState(false);
  const create = useMutation({
    mutationFn: (form: HTMLFormElement) =>
      api.completeFirstRun({
        body: {
          token,
          organisation: {
            name: textOf(form, 'organisationName'),
            timeZone: textOf(form, 'timeZone'),
            language: currentLanguage(),
          },
          owner: {
            name: textOf(form, 'ownerName'),
            email: textOf(form, 'email'),
            password: textOf(form, 'password'),
          },
        },
      }),
    meta: { public: true },
    onSuccess: async (me) => {
      queryClient.setQueryData(meQuery.queryKey, me);
      queryClient.setQueryData(['first-run'], { needed: false });
      // The used link is nothing to go back to.
      await navigate({ to: '/', replace: true });
    },
  });
  const fields = useExplanation(create.error)?.fields;

  if (firstRun.data?.needed === false) {
    return (
      <PublicPage title={t('firstRun.doneTitle')} description={t('firstRun.doneText')}>
        <ButtonLink to="/sign-in" fullWidth>
          {t('firstRun.goSignIn')}
        </ButtonLink>
      </PublicPage>
    );
  }
  return (
    <PublicPage wide title={t('firstRun.title')} description={t('firstRun.description')}>
      {token === '' && (
        <Alert color="red" icon={<IconInfoCircle aria-hidden />} mb="md" title={t('firstRun.noTokenTitle')}>
          {t('firstRun.noToken')}
        </Alert>
      )}
      <ProblemAlert error={create.error} shownFields={shownFields} />
      <Form
        submitLabel={t('firstRun.submit')}
        wideButton
        busy={create.isPending}
        onSubmit={(form) => {
          const differs = !isTypedTwice(form);
          setMismatch(differs);
          if (!differs) create.mutate(form);
        }}
      >
        <FormGroup legend={t('firstRun.organisation')}>
          <TextInput
            name="organisationName"
            label={t('firstRun.organisationName')}
            placeholder={t('firstRun.organisationNameExample')}
            autoComplete="organization"
            required
            withAsterisk={false}
            error={fields?.get('organisation.name')}
          />
          <NativeSelect
            name="timeZone"
            label={t('firstRun.timeZone')}
            description={t('firstRun.timeZoneHint')}
            data={timeZones()}
            defaultValue={browserTimeZone()}
          />
        </FormGroup>
        <FormGroup legend={t('firstRun.owner')}>
          <TextInput
            name="ownerName"
            label={t('firstRun.ownerName')}
            autoComplete="name"
            required
            withAsterisk={false}
            error={fields?.get('owner.name') ?? fields?.get('name')}
          />
          <TextInput
            name="email"
            type="email"
            label={t('firstRun.email')}
            autoComplete="email"
            required
            withAsterisk={false}
            error={fields?.get('owner.email') ?? fields?.get('email')}
          />
          <NewPasswordFields error={fields?.get('owner.password') ?? fields?.get('password')} mismatch={mismatch} />
        </FormGroup>
      </Form>
    </PublicPage>
  );
}
