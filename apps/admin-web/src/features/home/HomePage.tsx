import { Skeleton } from '@mantine/core';
import { IconArrowRight, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useMay, useMe } from '../../shared/session/me.ts';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { connectionsQuery } from '../connections/connection-queries.ts';
import classes from './HomePage.module.css';
import { LatestEvents } from './LatestEvents.tsx';
import { type Need, needsOf } from './needs.ts';
import { useSituation } from './use-situation.ts';

/** What needs the reader, how much there is of everything, and what happened last. */
export function HomePage() {
  const { t } = useTranslation();
  const { account, organisation, permissions } = useMe();
  const maySeeMembers = useMay('members:read');
  const mayConnect = useMay('connections:read');
  const mayWatch = useMay('forwarding:read');
  const mayReadLog = useMay('audit-log:read');
  return (
    <>
      <PageHeader
        title={t('home.title')}
        description={t('home.greeting', { name: account.name, organisation: organisation.name })}
      />
      <div className={classes.sections}>
        {(mayConnect || mayWatch) && <Needs />}
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
  const situation = useSituation();
  if (situation.error !== null) return <ProblemAlert error={situation.error} onRetry={situation.retry} />;
  if (situation.data === undefined) return <PageSkeleton />;
  const needs = needsOf(situation.data);
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
                <p className={classes.needTitle}>
                  {t(`home.need.${need.kind}.title`, { name: need.name, count: 'count' in need ? need.count : 0 })}
                </p>
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
  return (
    <ButtonLink {...wayTo(need)} variant="default" rightSection={<IconArrowRight size={18} aria-hidden />}>
      {t(`home.need.${need.kind}.action`)}
    </ButtonLink>
  );
}

/** Where a need is met. */
function wayTo(need: Need) {
  switch (need.kind) {
    case 'heldBrake':
    case 'rejectedBrake':
      return { to: '/brakes/$brakeId', params: { brakeId: need.brakeId } } as const;
    case 'openAlerts':
      return { to: '/alerts' } as const;
    case 'failingDestination':
      return { to: '/forwarding/$destinationId', params: { destinationId: need.destinationId } } as const;
    case 'disabledConnection':
    case 'emptyConnection':
      return { to: '/connections/$connectionId', params: { connectionId: need.connectionId } } as const;
    case 'connect':
      return { to: '/connections/new' } as const;
    case 'verifyDomain':
    case 'lapsedDomain':
      return { to: '/domains' } as const;
  }
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
