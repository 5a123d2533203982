import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useMay } from '../../shared/session/me.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { Item, ItemFacts, ItemList } from '../../shared/ui/ItemList.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import type { ConnectionDetail } from '../connections/types.ts';
import { groupMappingsQuery, useGroupSize, useReplaceMappings } from './group-mappings.ts';
import { MappingDialog } from './MappingDialog.tsx';
import type { GroupMapping } from './types.ts';

/** Which groups of the identity provider bring their members a role or products. */
export function GroupMappingsPanel({ connection }: { connection: ConnectionDetail }) {
  const { t } = useTranslation();
  const mayWrite = useMay('members:write');
  const mappings = useQuery(groupMappingsQuery(connection.id));
  // `null`: none is being edited; a mapping without a name is a new one.
  const [editing, setEditing] = useState<GroupMapping | null>(null);
  const [removing, setRemoving] = useState<GroupMapping | null>(null);
  const items = mappings.data?.items;
  if (mappings.error !== null) {
    return <ProblemAlert error={mappings.error} onRetry={() => void mappings.refetch()} />;
  }
  if (items === undefined) return <PageSkeleton />;
  return (
    <Panel
      title={t('provisioningSettings.mappings')}
      description={t('provisioningSettings.mappingsHint')}
      actions={
        mayWrite && (
          <Button
            variant="default"
            leftSection={<IconPlus size={20} aria-hidden />}
            onClick={() => setEditing({ groupName: '', role: null, products: [] })}
          >
            {t('provisioningSettings.addMapping')}
          </Button>
        )
      }
    >
      {items.length === 0 ? (
        <p className="quiet">{t('provisioningSettings.noMappings')}</p>
      ) : (
        <ItemList>
          {items.map((mapping) => (
            <Item
              key={mapping.groupName}
              title={mapping.groupName}
              smallActions
              actions={
                mayWrite && (
                  <>
                    <Button
                      variant="default"
                      px={10}
                      aria-label={t('provisioningSettings.editNamed', { name: mapping.groupName })}
                      onClick={() => setEditing(mapping)}
                    >
                      <IconPencil size={20} aria-hidden />
                    </Button>
                    <Button
                      variant="default"
                      px={10}
                      aria-label={t('provisioningSettings.removeNamed', { name: mapping.groupName })}
                      onClick={() => setRemoving(mapping)}
                    >
                      <IconTrash size={20} aria-hidden />
                    </Button>
                  </>
                )
              }
            >
              <ItemFacts>
                <Brings mapping={mapping} />
              </ItemFacts>
            </Item>
          ))}
        </ItemList>
      )}
      {editing !== null && (
        <MappingDialog
          connectionId={connection.id}
          mapping={editing}
          others={items.filter((one) => one !== editing)}
          onClose={() => setEditing(null)}
        />
      )}
      {removing !== null && (
        <RemoveMapping
          connectionId={connection.id}
          mapping={removing}
          others={items.filter((one) => one !== removing)}
          onClose={() => setRemoving(null)}
        />
      )}
    </Panel>
  );
}

function Brings({ mapping }: { mapping: GroupMapping }) {
  const { t } = useTranslation();
  const brought = [
    ...(mapping.role === null ? [] : [t('provisioningSettings.bringsRole', { role: t(`roles.${mapping.role}`) })]),
    ...(mapping.products.length === 0
      ? []
      : [t('provisioningSettings.bringsProducts', { products: mapping.products.join(t('common.listSeparator')) })]),
  ];
  return <>{brought.length === 0 ? t('provisioningSettings.bringsNothing') : brought.join(' ／ ')}</>;
}

function RemoveMapping(props: {
  connectionId: string;
  mapping: GroupMapping;
  others: GroupMapping[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { mapping } = props;
  const size = useGroupSize(props.connectionId, mapping.groupName);
  const replace = useReplaceMappings(props.connectionId);
  return (
    <ConfirmDialog
      opened
      onClose={props.onClose}
      danger
      title={t('provisioningSettings.removeTitle', { name: mapping.groupName })}
      confirmLabel={t('provisioningSettings.remove')}
      busy={replace.isPending}
      error={replace.error}
      onConfirm={() =>
        replace.mutate(props.others, {
          onSuccess: () => {
            props.onClose();
            notifications.show({
              color: 'green',
              message: t('provisioningSettings.removed', { name: mapping.groupName }),
            });
          },
        })
      }
    >
      <p>
        {typeof size === 'number'
          ? t('provisioningSettings.removeText', { count: size })
          : t('provisioningSettings.removeUnknown')}
      </p>
    </ConfirmDialog>
  );
}
