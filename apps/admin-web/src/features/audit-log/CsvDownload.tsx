import { Button, Menu } from '@mantine/core';
import { IconDownload, IconFileSpreadsheet, IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { csvAddress } from './audit-api.ts';
import { type AuditSearch, spanOf } from './audit-search.ts';

/** Everything the search finds, as a file at once. The browser writes it to disk while the gateway reads it. */
export function CsvDownload(props: { search: AuditSearch; now: Date }) {
  const { t } = useTranslation();
  const span = spanOf(props.search, props.now);
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Button leftSection={<IconDownload size={20} aria-hidden />}>{t('auditLog.download')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component="a"
          href={csvAddress(props.search, span, { byteOrderMark: true })}
          download
          className="menu-item"
          leftSection={<IconFileSpreadsheet size={20} aria-hidden />}
        >
          {t('auditLog.csvExcel')}
        </Menu.Item>
        <Menu.Item
          component="a"
          href={csvAddress(props.search, span, { byteOrderMark: false })}
          download
          className="menu-item"
          leftSection={<IconFileText size={20} aria-hidden />}
        >
          {t('auditLog.csvPlain')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
