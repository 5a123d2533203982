import { Button, NativeSelect } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { instantToZoned, useTimeZone, zonedToInstant } from '../../shared/time/time-zone.ts';
import { FilterSelect } from '../../shared/ui/FilterSelect.tsx';
import { Filters } from '../../shared/ui/Filters.tsx';
import { SearchField } from '../../shared/ui/SearchField.tsx';
import classes from './AuditFilters.module.css';
import type { Span } from './audit-api.ts';
import { type AuditSearch, defaultRange, isNarrowed, ranges } from './audit-search.ts';
import { DateTimeField } from './DateTimeField.tsx';
import { useFilterChoices } from './use-filter-choices.ts';

type Change = Partial<Record<keyof AuditSearch, string>>;

/** The search above the log. Text answers while it is typed; the finer filters fold away where there is little room. */
export function AuditFilters(props: {
  search: AuditSearch;
  /** The time range in instants. */
  span: Span;
  onNarrow: (change: Change) => void;
  status: string;
  onClear: () => void;
}) {
  const { t } = useTranslation();
  const { search, onNarrow } = props;
  const timeZone = useTimeZone();
  const custom = search.from !== undefined || search.to !== undefined;
  const finer = search.product ?? search.category ?? search.event ?? search.actor ?? search.ip;
  const [unfolded, setUnfolded] = useState(() => finer !== undefined || window.matchMedia('(min-width: 62em)').matches);
  const choices = useFilterChoices(search, props.span);
  const chooseRange = (range: string) => {
    if (range !== 'custom') onNarrow({ range, from: '', to: '' });
    else onNarrow({ ...props.span, to: props.span.to ?? new Date().toISOString(), range: '' });
  };
  return (
    <Filters
      label={t('auditLog.searchLabel')}
      footer={
        <>
          <span role="status">{props.status}</span>
          {(isNarrowed(search) || custom) && (
            <Button variant="subtle" onClick={props.onClear}>
              {t('common.clearFilters')}
            </Button>
          )}
          <Button
            variant="subtle"
            className={classes.fold}
            aria-expanded={unfolded}
            aria-controls="audit-finer-filters"
            rightSection={<IconChevronDown size={18} aria-hidden className={classes.chevron} />}
            onClick={() => setUnfolded(!unfolded)}
          >
            {unfolded ? t('auditLog.fewerFilters') : t('auditLog.moreFilters')}
          </Button>
        </>
      }
    >
      <div className={classes.coarse} data-line>
        <SearchField
          className={classes.text ?? ''}
          label={t('auditLog.text')}
          placeholder={t('auditLog.textExample')}
          value={search.text ?? ''}
          onChange={(text) => onNarrow({ text })}
        />
        <NativeSelect
          label={t('auditLog.range')}
          value={custom ? 'custom' : (search.range ?? defaultRange)}
          onChange={(event) => chooseRange(event.currentTarget.value)}
          data={[
            ...ranges.map((value) => ({ value, label: t(`auditLog.ranges.${value}`) })),
            { value: 'custom', label: t('auditLog.ranges.custom') },
          ]}
        />
        {custom && (
          <>
            <DateTimeField
              label={t('auditLog.from')}
              value={search.from === undefined ? '' : instantToZoned(new Date(search.from), timeZone)}
              onCommit={(wall) => onNarrow({ from: zonedToInstant(wall, timeZone)?.toISOString() ?? '' })}
            />
            <DateTimeField
              label={t('auditLog.to')}
              value={search.to === undefined ? '' : instantToZoned(new Date(search.to), timeZone)}
              onCommit={(wall) => onNarrow({ to: zonedToInstant(wall, timeZone)?.toISOString() ?? '' })}
            />
          </>
        )}
      </div>
      <div id="audit-finer-filters" className={classes.finer} data-line hidden={!unfolded}>
        <FilterSelect
          label={t('auditLog.product')}
          value={search.product}
          choices={choices.products}
          onChange={(product) => onNarrow({ product, category: '', event: '' })}
        />
        <FilterSelect
          label={t('auditLog.category')}
          value={search.category}
          choices={choices.categories}
          onChange={(category) => onNarrow({ category, event: '' })}
        />
        <FilterSelect
          label={t('auditLog.event')}
          value={search.event}
          choices={choices.events}
          onChange={(event) => onNarrow({ event })}
        />
        <SearchField
          label={t('auditLog.actor')}
          placeholder={t('auditLog.actorExample')}
          value={search.actor ?? ''}
          onChange={(actor) => onNarrow({ actor })}
        />
        <SearchField
          label={t('auditLog.ip')}
          placeholder="192.0.2.0/24"
          value={search.ip ?? ''}
          onChange={(ip) => onNarrow({ ip })}
        />
      </div>
    </Filters>
  );
}
