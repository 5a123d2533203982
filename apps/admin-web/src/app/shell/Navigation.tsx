import {
  IconAt,
  IconBell,
  IconEye,
  IconHandStop,
  IconHome,
  IconKey,
  IconListSearch,
  IconPlugConnected,
  IconSend,
  IconShieldCheck,
  IconUsers,
  IconUsersGroup,
  type TablerIcon,
} from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../shared/session/me.ts';
import type { Permission } from '../../shared/session/types.ts';
import classes from './Navigation.module.css';

interface Way {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label:
    | 'home'
    | 'members'
    | 'teams'
    | 'connections'
    | 'brakes'
    | 'domains'
    | 'apiKeys'
    | 'auditLog'
    | 'accessLog'
    | 'alerts'
    | 'forwarding'
    | 'seals';
  readonly icon: TablerIcon;
  readonly permission: Permission | null;
}

const groups: readonly { readonly label: 'people' | 'security' | 'records' | null; readonly ways: readonly Way[] }[] = [
  { label: null, ways: [{ to: '/', label: 'home', icon: IconHome, permission: null }] },
  {
    label: 'people',
    ways: [
      { to: '/members', label: 'members', icon: IconUsers, permission: 'members:read' },
      { to: '/teams', label: 'teams', icon: IconUsersGroup, permission: 'teams:read' },
    ],
  },
  {
    label: 'security',
    ways: [
      { to: '/connections', label: 'connections', icon: IconPlugConnected, permission: 'connections:read' },
      { to: '/brakes', label: 'brakes', icon: IconHandStop, permission: 'connections:read' },
      { to: '/domains', label: 'domains', icon: IconAt, permission: 'domains:read' },
      { to: '/api-keys', label: 'apiKeys', icon: IconKey, permission: 'api-keys:read' },
    ],
  },
  {
    label: 'records',
    ways: [
      { to: '/audit-log', label: 'auditLog', icon: IconListSearch, permission: 'audit-log:read' },
      { to: '/access-log', label: 'accessLog', icon: IconEye, permission: 'audit-log:read' },
      { to: '/alerts', label: 'alerts', icon: IconBell, permission: 'forwarding:read' },
      { to: '/forwarding', label: 'forwarding', icon: IconSend, permission: 'forwarding:read' },
      { to: '/seals', label: 'seals', icon: IconShieldCheck, permission: 'audit-log:read' },
    ],
  },
];

/** The ways open to whoever is signed in; what they may not see is not offered. */
export function Navigation(props: { onNavigate?: () => void }) {
  const { t } = useTranslation();
  const { permissions } = useMe();
  const open = (way: Way) => way.permission === null || permissions.includes(way.permission);
  return (
    <nav aria-label={t('nav.main')}>
      {groups
        .map((group) => ({ ...group, ways: group.ways.filter(open) }))
        .filter((group) => group.ways.length > 0)
        .map((group) => (
          <div key={group.label ?? 'top'} className={classes.group}>
            {group.label !== null && <p className={classes.label}>{t(`nav.groups.${group.label}`)}</p>}
            <ul className={classes.list}>
              {group.ways.map(({ to, label, icon: Icon }) => (
                <li key={label}>
                  <Link
                    to={to}
                    className={classes.way}
                    activeOptions={{ exact: to === '/', includeSearch: false }}
                    activeProps={{ 'data-active': true }}
                    {...(props.onNavigate === undefined ? {} : { onClick: props.onNavigate })}
                  >
                    <Icon size={20} aria-hidden stroke={1.75} />
                    {t(`nav.${label}`)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </nav>
  );
}
