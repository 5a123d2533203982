import { Alert, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { textOf, textOrNull } from '../../shared/forms/form-values.ts';
import { useNeedsVerifiedDomain } from '../../shared/session/organisation.ts';
import { Form } from '../../shared/ui/Form.tsx';
import { ButtonLink, TextLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { domainsQuery } from '../domains/domains-query.ts';

const assignableRoles = ['member', 'administrator', 'guest'] as const;

/** Creates one managed account by hand. */
export function NewMemberPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const domains = useQuery(domainsQuery);
  const needsDomain = useNeedsVerifiedDomain();
  const verified = domains.data?.items.filter((domain) => domain.state === 'verified') ?? [];
  const create = useMutation({
    mutationFn: (form: HTMLFormElement) =>
      api.createMember({
        body: {
          name: textOf(form, 'name'),
          email: textOf(form, 'email'),
          role: assignableRoles.find((role) => role === textOf(form, 'role')) ?? 'member',
          uniqueId: textOrNull(form, 'uniqueId'),
        },
      }),
    onSuccess: async (member) => {
      await queryClient.invalidateQueries({ queryKey: ['members'] });
      notifications.show({ color: 'green', message: t('members.created', { name: member.name }) });
      await navigate({ to: '/members/$memberId', params: { memberId: member.id } });
    },
  });
  const fields = useExplanation(create.error)?.fields;
  return (
    <>
      <PageHeader
        title={t('members.createTitle')}
        description={t('members.createDescription')}
        parent={{ label: t('members.title'), to: '/members' }}
      />
      {needsDomain && domains.data !== undefined && verified.length === 0 && (
        <Alert color="orange" icon={<IconInfoCircle aria-hidden />} mb="md" title={t('members.noDomainTitle')}>
          {t('members.noDomain')} <TextLink to="/domains">{t('members.goDomains')}</TextLink>
        </Alert>
      )}
      <ProblemAlert error={create.error} shownFields={['name', 'email', 'role', 'uniqueId']} />
      <Panel>
        <Form
          submitLabel={t('members.createSubmit')}
          busy={create.isPending}
          onSubmit={(form) => create.mutate(form)}
          secondary={
            <ButtonLink to="/members" variant="default">
              {t('common.cancel')}
            </ButtonLink>
          }
        >
          <TextInput name="name" label={t('members.name')} required withAsterisk={false} error={fields?.get('name')} />
          <TextInput
            name="email"
            type="email"
            label={t('members.email')}
            description={
              !needsDomain
                ? undefined
                : verified.length === 0
                  ? t('members.emailHint')
                  : t('members.emailHintDomains', { domains: verified.map((domain) => domain.name).join(', ') })
            }
            required
            withAsterisk={false}
            error={fields?.get('email')}
          />
          <NativeSelect
            name="role"
            label={t('members.role')}
            data={assignableRoles.map((value) => ({ value, label: t(`roles.${value}`) }))}
            error={fields?.get('role')}
          />
          <TextInput
            name="uniqueId"
            label={t('members.uniqueId')}
            description={t('members.uniqueIdHint')}
            error={fields?.get('uniqueId')}
          />
        </Form>
      </Panel>
    </>
  );
}
