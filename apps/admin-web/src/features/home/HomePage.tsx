import { Skeleton } from '@mantine/core';
import { IconArrowRight, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useMay, useMe } from '../../shared/session/me.ts';
import { useNeedsVerifiedDomain } from '../../shared/session/organisation.ts';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { connectionsQuery } from '../connections/connection-queries.ts';
import { domainsQuery } from '../domains/domains-query.ts';
import classes from './HomePage.module.css';
import { LatestEvents } from './LatestEvents.tsx';
import { type Need, needsOf } from './needs.ts';

/** What needs the reader, how much there is of everything, and what happened last. */
export function HomePage() {
  const { t } = useTranslation();
  const { account, organisation, permissions } = useMe();
  const maySeeMembers = useMay('members:read');
  const mayConnect = useMay('connections:read');
  const mayReadLog = useMay('audit-log:read');
  return (
    <>
      <PageHeader
        title={t('home.title')}
        description={t('home.greeting', { name: account.name, organisation: organisation.name })}
      />
      <div className={classes.sections}>
        {mayConnect && <Needs />}
        {maySeeMembers && <Counts />}
        {mayReadLog && <LatestEvents />}
        {permissions.length === 0 && (
          <Panel title={t('home.memberTitle')}>
            <p className="quiet">{t('home.memberText')}</p>
            <ButtonLink to="/profile" variant="default" mt="md">
              {t('nav.profile')}
            </ButtonLink>
          </Panel>
        )}
      </div>
    </>
  );
}

function Needs() {
  const { t } = useTranslation();
  const needsDomain = useNeedsVerifiedDomain();
  const maySeeDomains = useMay('domains:read');
  const domains = useQuery({ ...domainsQuery, enabled: maySeeDomains });
  const connections = useQuery(connectionsQuery);
  const error = domains.error ?? connections.error;
  if (error !== null) {
    return (
      <ProblemAlert
        error={error}
        onRetry={() => {
          void domains.refetch();
          void connections.refetch();
        }}
      />
    );
  }
  if ((maySeeDomains && domains.data === undefined) || connections.data === undefined) return <PageSkeleton />;
  const needs = needsOf({
    // Whoever sees no domains can do nothing about them.
    needsDomain: needsDomain && maySeeDomains,
    domains: domains.data?.items ?? [],
    connections: connections.data.items,
  });
  return (
    <Panel title={t('home.needs')}>
      {needs.length === 0 ? (
        <p className={classes.fine}>
          <IconCircleCheck size={24} aria-hidden className={classes.fineMark} />
          {t('home.nothingNeeded')}
        </p>
      ) : (
        <ul className={classes.needs}>
          {needs.map((need) => (
            <li key={need.id} className={classes.need} data-urgent={need.urgent || undefined}>
              <div className={classes.needWords}>
                <p className={classes.needTitle}>{t(`home.need.${need.kind}.title`, { name: need.name })}</p>
                <p className={classes.needText}>{t(`home.need.${need.kind}.text`)}</p>
              </div>
              <NeedButton need={need} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function NeedButton({ need }: { need: Need }) {
  const { t } = useTranslation();
  const label = t(`home.need.${need.kind}.action`);
  const right = <IconArrowRight size={18} aria-hidden />;
  if (need.connectionId !== undefined) {
    return (
      <ButtonLink
        to="/connections/$connectionId"
        params={{ connectionId: need.connectionId }}
        variant="default"
        rightSection={right}
      >
        {label}
      </ButtonLink>
    );
  }
  return (
    <ButtonLink to={need.kind === 'connect' ? '/connections/new' : '/domains'} variant="default" rightSection={right}>
      {label}
    </ButtonLink>
  );
}

function Counts() {
  const { t } = useTranslation();
  const members = useTotal();
  const deactivated = useTotal('deactivated');
  const teams = useQuery({
    queryKey: ['teams', 'total'],
    queryFn: ({ signal }) => api.listTeams({ query: { limit: 1 } }, { signal }),
  });
  const connections = useQuery(connectionsQuery);
  return (
    <ul className={classes.counts}>
      <Count label={t('home.members')} value={members} to="/members" />
      <Count label={t('home.deactivatedMembers')} value={deactivated} to="/members" search={{ state: 'deactivated' }} />
      <Count label={t('teams.title')} value={teams.data?.total} to="/teams" />
      <Count
        label={t('home.provisionedUsers')}
        value={connections.data?.items.reduce((sum, connection) => sum + connection.userCount, 0)}
        to="/connections"
      />
    </ul>
  );
}

function useTotal(state?: 'deactivated'): number | undefined {
  const found = useQuery({
    queryKey: ['members', 'total', state ?? 'all'],
    queryFn: ({ signal }) =>
      api.listMembers({ query: { ...(state === undefined ? {} : { state }), limit: 1 } }, { signal }),
  });
  return found.data?.total;
}

function Count(props: {
  label: string;
  value: number | undefined;
  to: '/members' | '/teams' | '/connections';
  search?: { state: 'deactivated' };
}) {
  const { i18n } = useTranslation();
  return (
    <li>
      <Link to={props.to} {...(props.search === undefined ? {} : { search: props.search })} className={classes.count}>
        <span className={classes.countLabel}>{props.label}</span>
        <span className={classes.countValue}>
          {props.value === undefined ? <Skeleton height={32} width={64} /> : props.value.toLocaleString(i18n.language)}
        </span>
      </Link>
    </li>
  );
}
