import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { catalogue } from '@sekisho/audit-events';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { Notice } from '../../shared/ui/Notice.tsx';
import { useGroupSize, useReplaceMappings } from './group-mappings.ts';
import type { GroupMapping } from './types.ts';

const assignable = ['administrator', 'member', 'guest'] as const;

/** The suite's products; the organisation's own administration is none that somebody is given. */
const products = catalogue.products.map((product) => product.id).filter((id) => id !== 'Apps');

/** What one group brings its members. It says how many people that is, before it is saved. */
export function MappingDialog(props: {
  connectionId: string;
  mapping: GroupMapping;
  others: GroupMapping[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { mapping } = props;
  const isNew = mapping.groupName === '';
  const [groupName, setGroupName] = useState(mapping.groupName);
  const [role, setRole] = useState<GroupMapping['role']>(mapping.role);
  const [chosen, setChosen] = useState<string[]>(mapping.products);
  const size = useGroupSize(props.connectionId, groupName);
  const replace = useReplaceMappings(props.connectionId);
  const save = () =>
    replace.mutate([...props.others, { groupName: groupName.trim(), role, products: chosen }], {
      onSuccess: () => {
        props.onClose();
        notifications.show({ color: 'green', message: t('common.saved') });
      },
    });
  return (
    <Dialog
      opened
      onClose={props.onClose}
      title={isNew ? t('provisioningSettings.addMapping') : t('provisioningSettings.editMapping')}
    >
      <ProblemAlert error={replace.error} />
      <Form submitLabel={t('common.save')} busy={replace.isPending} onSubmit={save} onCancel={props.onClose}>
        <TextInput
          label={t('provisioningSettings.groupName')}
          description={t('provisioningSettings.groupNameHint')}
          value={groupName}
          onChange={(event) => setGroupName(event.currentTarget.value)}
          data-autofocus
        />
        <NativeSelect
          label={t('provisioningSettings.role')}
          value={role ?? ''}
          onChange={(event) => setRole(assignable.find((one) => one === event.currentTarget.value) ?? null)}
          data={[
            { value: '', label: t('provisioningSettings.noRole') },
            ...assignable.map((value) => ({ value, label: t(`roles.${value}`) })),
          ]}
        />
        <Checkbox.Group label={t('provisioningSettings.products')} value={chosen} onChange={setChosen}>
          <div className="checkbox-list">
            {[...new Set([...products, ...mapping.products])].map((product) => (
              <Checkbox key={product} value={product} label={product} />
            ))}
          </div>
        </Checkbox.Group>
        {groupName.trim() !== '' && (
          <Notice live>
            {typeof size === 'number' && role !== null
              ? t('provisioningSettings.willChange', { count: size, role: t(`roles.${role}`) })
              : typeof size === 'number'
                ? t('provisioningSettings.groupKnown', { count: size })
                : t('provisioningSettings.groupUnknown')}
          </Notice>
        )}
      </Form>
    </Dialog>
  );
}
