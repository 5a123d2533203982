import { Button } from '@mantine/core';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { type Column, DataTable } from '../../shared/ui/DataTable.tsx';
import { EmptyState } from '../../shared/ui/EmptyState.tsx';
import { FilterSelect } from '../../shared/ui/FilterSelect.tsx';
import { Filters } from '../../shared/ui/Filters.tsx';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { PageHeader } from '../../shared/ui/PageHeader.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { SearchField } from '../../shared/ui/SearchField.tsx';
import { usePagedRows } from '../../shared/ui/use-paged-rows.ts';
import { MemberStateBadge } from './MemberBadges.tsx';
import { MemberName } from './MemberName.tsx';
import { isNarrowed, kinds, type MemberSearch, parseMemberSearch, roles, states } from './member-search.ts';
import type { Member } from './types.ts';

const route = getRouteApi('/signed-in/members');

/** Everybody in the organisation, both kinds of account. */
export function MembersPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/members' });
  const mayWrite = useMay('members:write');
  const rows = usePagedRows<Member>(['members', search], (page, signal) =>
    api.listMembers({ query: { ...search, ...page } }, { signal }),
  );
  const columns = useColumns();
  const narrow = (change: { readonly [Key in keyof MemberSearch]: string }) =>
    navigate({ search: (before) => parseMemberSearch({ ...before, ...change }), replace: true });
  const sorting = { column: search.sort ?? 'name', direction: search.order ?? ('asc' as const) };
  const empty = rows.count === 0;

  return (
    <>
      <PageHeader
        title={t('members.title')}
        description={t('members.description')}
        actions={
          mayWrite && (
            <ButtonLink to="/members/new" leftSection={<IconUserPlus size={20} aria-hidden />}>
              {t('members.create')}
            </ButtonLink>
          )
        }
      />
      <ProblemAlert error={rows.error} onRetry={rows.retry} />
      <Panel padding="flush">
        <Filters
          label={t('members.searchLabel')}
          footer={
            <>
              <span role="status">{rows.count === undefined ? '' : t('members.count', { count: rows.count })}</span>
              {isNarrowed(search) && (
                <Button variant="subtle" onClick={() => navigate({ search: {}, replace: true })}>
                  {t('common.clearFilters')}
                </Button>
              )}
            </>
          }
        >
          <SearchField
            label={t('members.text')}
            placeholder={t('members.textExample')}
            value={search.text ?? ''}
            onChange={(text) => narrow({ text })}
          />
          <FilterSelect
            label={t('members.state')}
            value={search.state}
            choices={states.map((value) => ({ value, label: t(`states.${value}`) }))}
            onChange={(state) => narrow({ state })}
          />
          <FilterSelect
            label={t('members.kind')}
            value={search.kind}
            choices={kinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            onChange={(kind) => narrow({ kind })}
          />
          <FilterSelect
            label={t('members.role')}
            value={search.role}
            choices={roles.map((value) => ({ value, label: t(`roles.${value}`) }))}
            onChange={(role) => narrow({ role })}
          />
        </Filters>
        {empty ? (
          <NobodyFound narrowed={isNarrowed(search)} mayWrite={mayWrite} />
        ) : (
          <DataTable<Member>
            label={t('members.title')}
            columns={columns}
            count={rows.count}
            rowAt={rows.rowAt}
            rowKey={(member) => member.id}
            onRange={rows.onRange}
            sorting={sorting}
            onSort={({ column, direction }) => narrow({ sort: column, order: direction })}
            onRowClick={(member) => navigate({ to: '/members/$memberId', params: { memberId: member.id } })}
          />
        )}
      </Panel>
    </>
  );
}

function useColumns(): readonly Column<Member>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('members.name'),
        width: 'minmax(14rem, 2fr)',
        sortable: true,
        card: 'heading',
        render: (member) => <MemberName member={member} />,
      },
      {
        id: 'state',
        header: t('members.state'),
        width: '7rem',
        sortable: true,
        render: (member) => <MemberStateBadge state={member.state} />,
      },
      {
        id: 'role',
        header: t('members.role'),
        width: '7.5rem',
        sortable: true,
        render: (member) => t(`roles.${member.role}`),
      },
      {
        id: 'kind',
        header: t('members.kind'),
        width: 'minmax(9.5rem, 1fr)',
        render: (member) => (member.provisioned ? t('members.managedProvisioned') : t(`kinds.${member.kind}`)),
      },
      {
        id: 'updatedAt',
        header: t('members.updatedAt'),
        width: '9.5rem',
        sortable: true,
        card: 'hidden',
        render: (member) => <Instant at={member.updatedAt} precision="day" />,
      },
    ],
    [t],
  );
}

function NobodyFound(props: { narrowed: boolean; mayWrite: boolean }) {
  const { t } = useTranslation();
  if (props.narrowed) {
    return (
      <EmptyState icon={<IconUsers size={32} />} title={t('members.noneFound')}>
        {t('members.noneFoundAdvice')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconUsers size={32} />}
      title={t('members.none')}
      action={
        props.mayWrite && (
          <>
            <ButtonLink to="/connections/new">{t('members.connectIdp')}</ButtonLink>
            <ButtonLink to="/members/new" variant="default">
              {t('members.create')}
            </ButtonLink>
          </>
        )
      }
    >
      {t('members.noneAdvice')}
    </EmptyState>
  );
}
