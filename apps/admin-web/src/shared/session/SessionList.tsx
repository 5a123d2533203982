import { useTranslation } from 'react-i18next';
import { Instant } from '../time/Instant.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { describeUserAgent } from './describe-user-agent.ts';
import classes from './SessionList.module.css';

interface Session {
  readonly startedAt: string;
  readonly lastSeenAt: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly current?: boolean;
}

/** Sign-ins that are still valid: with what, from where, since when. */
export function SessionList(props: { sessions: readonly Session[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.list}>
      {props.sessions.map((session) => (
        <li
          key={`${session.startedAt} ${session.userAgent ?? ''} ${session.ipAddress ?? ''}`}
          className={classes.session}
        >
          <div className={classes.browser} title={session.userAgent ?? undefined}>
            {describeUserAgent(session.userAgent) ?? t('sessions.unknownBrowser')}
            {session.current === true && <StatusBadge tone="info">{t('sessions.current')}</StatusBadge>}
          </div>
          <div className={classes.facts}>
            <span>{session.ipAddress ?? t('sessions.unknownAddress')}</span>
            <span>
              {t('sessions.startedAt')} <Instant at={session.startedAt} />
            </span>
            <span>
              {t('sessions.lastSeenAt')} <Instant at={session.lastSeenAt} />
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}
