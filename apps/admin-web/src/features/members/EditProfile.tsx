import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { textOf, textOrNull } from '../../shared/forms/form-values.ts';
import { languages } from '../../shared/i18n/languages.ts';
import { timeZones } from '../../shared/time/time-zones.ts';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { useUpdateMember } from './member-query.ts';
import type { MemberDetail } from './types.ts';

/** Changes what is known about a managed account. An identity provider may change it back: the form says so. */
export function EditProfile({ member }: { member: MemberDetail }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  const update = useUpdateMember(member.id);
  const fields = useExplanation(update.error)?.fields;
  const save = (form: HTMLFormElement) => {
    const email = textOf(form, 'email').trim();
    update.mutate(
      {
        name: textOf(form, 'name'),
        ...(email === (member.email ?? '') ? {} : { email }),
        uniqueId: textOrNull(form, 'uniqueId'),
        language: textOf(form, 'language') === 'en' ? 'en' : 'ja',
        timeZone: textOf(form, 'timeZone'),
      },
      {
        onSuccess: () => {
          close();
          notifications.show({ color: 'green', message: t('common.saved') });
        },
      },
    );
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPencil size={20} aria-hidden />}
        onClick={() => {
          update.reset();
          open();
        }}
      >
        {t('common.edit')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('members.editTitle')}>
        {member.provisioned && <p className="notice">{t('members.editProvisioned')}</p>}
        <ProblemAlert error={update.error} shownFields={['name', 'email', 'uniqueId', 'timeZone']} />
        <Form submitLabel={t('common.save')} busy={update.isPending} onSubmit={save} onCancel={close}>
          <TextInput name="name" label={t('members.name')} defaultValue={member.name} error={fields?.get('name')} />
          <TextInput
            name="email"
            type="email"
            label={t('members.email')}
            defaultValue={member.email ?? ''}
            error={fields?.get('email')}
          />
          <TextInput
            name="uniqueId"
            label={t('members.uniqueId')}
            description={t('members.uniqueIdHint')}
            defaultValue={member.uniqueId ?? ''}
            error={fields?.get('uniqueId')}
          />
          <NativeSelect
            name="language"
            label={t('members.language')}
            defaultValue={member.language}
            data={languages.map((value) => ({ value, label: t(`languages.${value}`) }))}
          />
          <NativeSelect
            name="timeZone"
            label={t('members.timeZone')}
            defaultValue={member.timeZone}
            data={[...new Set([member.timeZone, ...timeZones()])]}
            error={fields?.get('timeZone')}
          />
        </Form>
      </Dialog>
    </>
  );
}
