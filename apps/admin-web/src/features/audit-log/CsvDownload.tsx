import { Button, Menu } from '@mantine/core';
import { IconDownload, IconFileSpreadsheet, IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { csvAddress, type Span } from './audit-api.ts';
import type { AuditSearch } from './audit-search.ts';

/** Everything the search finds, as a file at once. The browser writes it to disk while the gateway reads it. */
export function CsvDownload({ search, span }: { search: AuditSearch; span: Span }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Button leftSection={<IconDownload size={20} aria-hidden />}>{t('auditLog.download')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component="a"
          href={csvAddress(search, span, { byteOrderMark: true })}
          download
          className="menu-item"
          leftSection={<IconFileSpreadsheet size={20} aria-hidden />}
        >
          {t('auditLog.csvExcel')}
        </Menu.Item>
        <Menu.Item
          component="a"
          href={csvAddress(search, span, { byteOrderMark: false })}
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
