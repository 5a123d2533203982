import { NativeSelect, PasswordInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { textOf } from '../../shared/forms/form-values.ts';
import { switchLanguage } from '../../shared/i18n/i18n.ts';
import { languages } from '../../shared/i18n/languages.ts';
import { meQuery, useMe } from '../../shared/session/me.ts';
import { SessionList } from '../../shared/session/SessionList.tsx';
import { timeZones } from '../../shared/time/time-zones.ts';
import { Columns } from '../../shared/ui/Columns.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';

/** The signed-in person's own account: who they are here, language and time zone, password, sessions. */
export function ProfilePage() {
  const { t } = useTranslation();
  const { account, organisation } = useMe();
  return (
    <>
      <PageHeader title={t('profile.title')} description={t('profile.description')} />
      <Columns
        main={
          <>
            <Panel title={t('profile.account')}>
              <Facts
                items={[
                  [t('members.name'), account.name],
                  [t('members.email'), account.email ?? '—'],
                  [t('profile.organisation'), organisation.name],
                  [t('members.kind'), t(`kinds.${account.kind}`)],
                  [t('members.role'), t(`roles.${account.role}`)],
                  [
                    t('members.privileges'),
                    account.privileges.length === 0
                      ? t('members.noPrivileges')
                      : account.privileges.map((one) => t(`privileges.${one}`)).join(t('common.listSeparator')),
                  ],
                ]}
              />
            </Panel>
            <SessionsPanel />
          </>
        }
        side={
          <>
            <PreferencesPanel />
            <PasswordPanel />
          </>
        }
      />
    </>
  );
}

function PreferencesPanel() {
  const { t, i18n } = useTranslation();
  const { account } = useMe();
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (body: { language: 'ja' | 'en'; timeZone: string }) => api.updateMe({ body }),
    onSuccess: async (me) => {
      queryClient.setQueryData(meQuery.queryKey, me);
      await switchLanguage(me.account.language);
      notifications.show({ color: 'green', message: i18n.t('common.saved') });
    },
  });
  const fields = useExplanation(save.error)?.fields;
  return (
    <Panel title={t('profile.preferences')}>
      <ProblemAlert error={save.error} shownFields={['timeZone']} />
      <Form
        submitLabel={t('common.save')}
        busy={save.isPending}
        onSubmit={(form) =>
          save.mutate({
            language: textOf(form, 'language') === 'en' ? 'en' : 'ja',
            timeZone: textOf(form, 'timeZone'),
          })
        }
      >
        <NativeSelect
          key={account.language}
          name="language"
          label={t('members.language')}
          defaultValue={account.language}
          data={languages.map((value) => ({ value, label: t(`languages.${value}`) }))}
        />
        <NativeSelect
          name="timeZone"
          label={t('members.timeZone')}
          description={t('profile.timeZoneHint')}
          defaultValue={account.timeZone}
          data={[...new Set([account.timeZone, ...timeZones()])]}
          error={fields?.get('timeZone')}
        />
      </Form>
    </Panel>
  );
}

function PasswordPanel() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const sent = useRef<HTMLFormElement>(null);
  const [mismatch, setMismatch] = useState(false);
  const change = useMutation({
    mutationFn: (body: { currentPassword: string; newPassword: string }) => api.changeMyPassword({ body }),
    meta: { public: true },
    onSuccess: async () => {
      sent.current?.reset();
      notifications.show({ color: 'green', message: t('profile.passwordChanged') });
      await queryClient.invalidateQueries({ queryKey: ['my-sessions'] });
    },
  });
  const fields = useExplanation(change.error)?.fields;
  const toggle = { 'aria-label': t('common.showPassword'), tabIndex: 0 };
  return (
    <Panel title={t('profile.password')}>
      <ProblemAlert error={change.error} shownFields={['currentPassword', 'newPassword', 'password']} />
      <Form
        submitLabel={t('profile.changePassword')}
        busy={change.isPending}
        onSubmit={(form) => {
          sent.current = form;
          const newPassword = textOf(form, 'newPassword');
          const differs = newPassword !== textOf(form, 'newPasswordAgain');
          setMismatch(differs);
          if (!differs) change.mutate({ currentPassword: textOf(form, 'currentPassword'), newPassword });
        }}
      >
        <PasswordInput
          name="currentPassword"
          label={t('profile.currentPassword')}
          autoComplete="current-password"
          error={fields?.get('currentPassword')}
          visibilityToggleButtonProps={toggle}
        />
        <PasswordInput
          name="newPassword"
          label={t('profile.newPassword')}
          description={t('common.passwordRule')}
          autoComplete="new-password"
          error={fields?.get('newPassword') ?? fields?.get('password')}
          visibilityToggleButtonProps={toggle}
        />
        <PasswordInput
          name="newPasswordAgain"
          label={t('profile.newPasswordAgain')}
          autoComplete="new-password"
          error={mismatch ? t('common.passwordsDiffer') : undefined}
          visibilityToggleButtonProps={toggle}
        />
      </Form>
    </Panel>
  );
}

function SessionsPanel() {
  const { t } = useTranslation();
  const sessions = useQuery({
    queryKey: ['my-sessions'],
    queryFn: ({ signal }) => api.listMySessions({}, { signal }),
  });
  return (
    <>
      <ProblemAlert error={sessions.error} onRetry={() => void sessions.refetch()} />
      {sessions.isPending && <PageSkeleton />}
      {sessions.data !== undefined && (
        <Panel title={t('profile.sessions')} description={t('profile.sessionsHint')}>
          <SessionList sessions={sessions.data.items} />
        </Panel>
      )}
    </>
  );
}
