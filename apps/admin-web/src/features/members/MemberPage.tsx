import { IconListSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { Columns } from '../../shared/ui/Columns.tsx';
import { Facts } from '../../shared/ui/Facts.tsx';
import { ButtonLink, TextLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { PageSkeleton } from '../../shared/ui/PageSkeleton.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { EditProfile } from './EditProfile.tsx';
import { MemberStateBadge } from './MemberBadges.tsx';
import { MemberDangers } from './MemberDangers.tsx';
import { MemberSessions } from './MemberSessions.tsx';
import { memberQuery } from './member-query.ts';
import { PasswordLink } from './PasswordLink.tsx';
import { RolePanel } from './RolePanel.tsx';
import type { MemberDetail } from './types.ts';

const route = getRouteApi('/signed-in/members/$memberId');

/** One account: who it is, what it may do, where it is signed in, where it comes from, and how to stop it. */
export function MemberPage() {
  const { t } = useTranslation();
  const { memberId } = route.useParams();
  const member = useQuery(memberQuery(memberId));
  const parent = { label: t('members.title'), to: '/members' } as const;
  if (member.data === undefined) {
    return (
      <>
        <PageHeader title={t('members.one')} parent={parent} />
        <ProblemAlert error={member.error} onRetry={() => void member.refetch()} />
        {member.error === null && <PageSkeleton />}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={member.data.name}
        description={member.data.email ?? t('members.noEmail')}
        badge={<MemberStateBadge state={member.data.state} />}
        parent={parent}
        actions={<MemberDangers member={member.data} />}
      />
      <Columns
        main={
          <>
            <ProfilePanel member={member.data} />
            <MemberSessions member={member.data} />
          </>
        }
        side={
          <>
            <RolePanel member={member.data} />
            <TeamsPanel member={member.data} />
            <ProvisioningPanel member={member.data} />
          </>
        }
      />
    </>
  );
}

function ProfilePanel({ member }: { member: MemberDetail }) {
  const { t } = useTranslation();
  const mayWrite = useMay('members:write');
  const mayReadLog = useMay('audit-log:read');
  return (
    <Panel
      title={t('members.profile')}
      actions={
        <>
          {mayReadLog && (
            <ButtonLink
              to="/audit-log"
              search={{ actor: member.id }}
              variant="default"
              leftSection={<IconListSearch size={20} aria-hidden />}
            >
              {t('members.auditTrail')}
            </ButtonLink>
          )}
          {mayWrite && member.kind === 'managed' && <PasswordLink member={member} />}
          {mayWrite && member.kind === 'managed' && <EditProfile member={member} />}
        </>
      }
    >
      <Facts
        items={[
          [t('members.kind'), t(`kinds.${member.kind}`)],
          [t('members.email'), member.email ?? '—'],
          [t('members.uniqueId'), member.uniqueId ?? '—'],
          [t('members.language'), t(`languages.${member.language}`)],
          [t('members.timeZone'), member.timeZone],
          [t('members.createdAt'), <Instant key="created" at={member.createdAt} />],
          [t('members.updatedAt'), <Instant key="updated" at={member.updatedAt} />],
          ['ID', <code key="id">{member.id}</code>],
        ]}
      />
    </Panel>
  );
}

function TeamsPanel({ member }: { member: MemberDetail }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('members.teams')}>
      {member.teams.length === 0 ? (
        <p className="quiet">{t('members.noTeams')}</p>
      ) : (
        <ul className="plain-list">
          {member.teams.map((team) => (
            <li key={team.id}>
              <TextLink to="/teams/$teamId" params={{ teamId: team.id }}>
                {team.name}
              </TextLink>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function ProvisioningPanel({ member }: { member: MemberDetail }) {
  const { t } = useTranslation();
  const mayOpen = useMay('connections:read');
  const { provisioning } = member;
  if (provisioning === null) return null;
  return (
    <Panel title={t('members.provisioning')} description={t('members.provisioningHint')}>
      <Facts
        items={[
          [
            t('members.connection'),
            mayOpen ? (
              <TextLink
                key="connection"
                to="/connections/$connectionId"
                params={{ connectionId: provisioning.connectionId }}
              >
                {provisioning.connectionName}
              </TextLink>
            ) : (
              provisioning.connectionName
            ),
          ],
          [t('members.externalId'), provisioning.externalId ?? '—'],
          [t('members.provisionedAt'), <Instant key="at" at={provisioning.modifiedAt} />],
        ]}
      />
    </Panel>
  );
}
