import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { textOf } from '../../shared/forms/form-values.ts';
import { useMay, useMe } from '../../shared/session/me.ts';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { useUpdateMember } from './member-query.ts';
import type { MemberDetail, Privilege } from './types.ts';

const assignable = ['administrator', 'member', 'guest'] as const;
const privileges = ['audit-log-administrator', 'idp-administrator', 'inviter'] as const satisfies readonly Privilege[];

/** What the account may do, and changing it. The last holder of a role can't lose it: the API says why. */
export function RolePanel({ member }: { member: MemberDetail }) {
  const { t } = useTranslation();
  const me = useMe();
  const mayWrite = useMay('members:write');
  const [opened, { open, close }] = useDisclosure();
  const update = useUpdateMember(member.id);
  const grantsAuditLog = me.account.privileges.includes('audit-log-administrator');
  const save = (form: HTMLFormElement) => {
    const role = assignable.find((value) => value === textOf(form, 'role'));
    const chosen = new FormData(form).getAll('privileges');
    const locked = grantsAuditLog ? [] : member.privileges.filter((one) => one === 'audit-log-administrator');
    update.mutate(
      {
        ...(role === undefined || role === member.role ? {} : { role }),
        privileges: [...locked, ...privileges.filter((one) => chosen.includes(one))],
      },
      {
        onSuccess: () => {
          close();
          notifications.show({ color: 'green', message: t('members.roleSaved', { name: member.name }) });
        },
      },
    );
  };
  const held = member.privileges.map((one) => t(`privileges.${one}`));
  return (
    <Panel
      title={t('members.rolePanel')}
      actions={
        mayWrite && (
          <Button
            variant="default"
            onClick={() => {
              update.reset();
              open();
            }}
          >
            {t('common.change')}
          </Button>
        )
      }
    >
      <Facts
        items={[
          [t('members.role'), t(`roles.${member.role}`)],
          [
            t('members.privileges'),
            held.length === 0 ? t('members.noPrivileges') : held.join(t('common.listSeparator')),
          ],
        ]}
      />
      <Dialog opened={opened} onClose={close} title={t('members.roleTitle', { name: member.name })}>
        <ProblemAlert error={update.error} />
        <Form submitLabel={t('common.save')} busy={update.isPending} onSubmit={save} onCancel={close}>
          {member.role === 'owner' ? (
            <p className="notice">{t('members.ownerFixed')}</p>
          ) : (
            <NativeSelect
              name="role"
              label={t('members.role')}
              defaultValue={member.role}
              data={assignable.map((value) => ({ value, label: t(`roles.${value}`) }))}
            />
          )}
          <Checkbox.Group defaultValue={[...member.privileges]} label={t('members.privileges')}>
            <div className="checkbox-list">
              {privileges.map((value) => (
                <Checkbox
                  key={value}
                  name="privileges"
                  value={value}
                  label={t(`privileges.${value}`)}
                  description={t(`privilegeHints.${value}`)}
                  disabled={value === 'audit-log-administrator' && !grantsAuditLog}
                />
              ))}
            </div>
          </Checkbox.Group>
        </Form>
      </Dialog>
    </Panel>
  );
}
