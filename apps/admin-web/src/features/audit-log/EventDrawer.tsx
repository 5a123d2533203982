import { Button } from '@mantine/core';
import type { AuditEvent } from '@sekisho/audit-events';
import { IconNetwork, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCatalogueNames } from '../../shared/catalogue/use-catalogue-names.ts';
import { formatUtc } from '../../shared/time/format-time.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { CopyField } from '../../shared/ui/CopyField.tsx';
import { SideSheet } from '../../shared/ui/Dialog.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import type { AuditSearch } from './audit-search.ts';
import classes from './EventDrawer.module.css';

/** One event, every field of it, with the searches that often follow and a link that others can open. */
export function EventDrawer(props: {
  event: AuditEvent | undefined;
  onClose: () => void;
  onNarrow: (change: Partial<Record<keyof AuditSearch, string>>) => void;
}) {
  const { t } = useTranslation();
  const names = useCatalogueNames();
  const { event } = props;
  return (
    <SideSheet opened={event !== undefined} onClose={props.onClose} side="right" size="36rem" title={t('auditLog.one')}>
      {event !== undefined && (
        <div className={classes.event}>
          <p className={classes.action}>{event.action}</p>
          <Facts
            items={[
              [t('auditLog.date'), <Instant key="at" at={event.occurredAt} />],
              ['UTC', formatUtc(event.occurredAt)],
              [t('auditLog.product'), both(names.product(event.product), event.product)],
              [t('auditLog.category'), both(names.category(event.category, event), event.category)],
              [t('auditLog.event'), both(names.event(event.event, event), event.event)],
              [t('auditLog.actor'), event.operationUserName || '—'],
              [t('auditLog.actorEmail'), event.operationUserEmail || '—'],
              [t('auditLog.actorId'), <code key="actor">{event.operationUserId || '—'}</code>],
              [t('auditLog.ip'), event.ipAddress || '—'],
              [t('auditLog.userAgent'), event.userAgent || '—'],
              [t('auditLog.space'), event.spaceKey || '—'],
              [t('auditLog.id'), <code key="id">{event.id}</code>],
            ]}
          />
          <div className={classes.next}>
            {event.operationUserId !== '' && (
              <Button
                variant="default"
                leftSection={<IconUser size={20} aria-hidden />}
                onClick={() => props.onNarrow({ actor: event.operationUserId })}
              >
                {t('auditLog.sameActor')}
              </Button>
            )}
            {event.ipAddress !== '' && (
              <Button
                variant="default"
                leftSection={<IconNetwork size={20} aria-hidden />}
                onClick={() => props.onNarrow({ ip: event.ipAddress })}
              >
                {t('auditLog.sameIp')}
              </Button>
            )}
          </div>
          <CopyField label={t('auditLog.link')} hint={t('auditLog.linkHint')} value={linkTo(event)} />
        </div>
      )}
    </SideSheet>
  );
}

/** A translated name with the word that the file has, where they differ. */
function both(name: string, stored: string): string {
  return name === stored ? name : `${name} (${stored})`;
}

/** An address that finds the event whenever it is opened: its own millisecond, and it. */
function linkTo(event: AuditEvent): string {
  const at = Date.parse(event.occurredAt);
  const query = new URLSearchParams({
    from: new Date(at).toISOString(),
    to: new Date(at + 1).toISOString(),
    id: event.id,
  });
  return `${window.location.origin}/audit-log?${query.toString()}`;
}
