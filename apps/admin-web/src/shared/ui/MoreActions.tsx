import { Button, Menu } from '@mantine/core';
import { IconDotsVertical } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** What can be done rarely, behind a button at a page's head; each is a {@link MoreAction}. */
export function MoreActions({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button variant="default" px={10} flex="0 0 auto" aria-label={t('common.moreActions')}>
          <IconDotsVertical size={22} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** One of them. */
export function MoreAction(props: { icon: ReactNode; danger?: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <Menu.Item
      className="menu-item"
      {...(props.danger === true ? { color: 'red' } : {})}
      leftSection={props.icon}
      onClick={props.onClick}
    >
      {props.children}
    </Menu.Item>
  );
}
