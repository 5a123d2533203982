import { Checkbox, NativeSelect, Radio, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCatalogue } from '../../shared/catalogue/use-catalogue.ts';
import { useCatalogueNames } from '../../shared/catalogue/use-catalogue-names.ts';
import classes from './ConditionFields.module.css';
import { changeFilter, windows } from './conditions.ts';
import type { Condition, ConditionOf } from './types.ts';

/** What can be set for a condition of its kind. Some kinds need nothing said. */
export function ConditionFields(props: { condition: Condition; onChange: (condition: Condition) => void }) {
  const { condition, onChange } = props;
  switch (condition.kind) {
    case 'search':
      return (
        <>
          <SearchFields condition={condition} onChange={onChange} />
          <Frequency condition={condition} onChange={onChange} />
          {condition.threshold > 1 && <Per condition={condition} onChange={onChange} />}
        </>
      );
    case 'many-downloads':
      return <Frequency condition={condition} onChange={onChange} />;
    case 'off-hours-bulk':
      return (
        <>
          <Frequency condition={condition} onChange={onChange} />
          <WorkingTime condition={condition} onChange={onChange} />
        </>
      );
    default:
      return null;
  }
}

type Counted = ConditionOf<'search' | 'many-downloads' | 'off-hours-bulk'>;

/** How many events within how long. */
export function Frequency<Of extends Counted>({
  condition,
  onChange,
}: {
  condition: Of;
  onChange: (condition: Of) => void;
}) {
  const { t } = useTranslation();
  const known = windows.some((one) => one === condition.windowMinutes);
  return (
    <div className={classes.pair}>
      <TextInput
        type="number"
        inputMode="numeric"
        min={1}
        max={1000}
        label={t('alerts.threshold')}
        // An emptied field is empty until something is typed; the API refuses it.
        value={condition.threshold === 0 ? '' : condition.threshold}
        onChange={(event) => onChange({ ...condition, threshold: Math.trunc(Number(event.currentTarget.value)) })}
      />
      <NativeSelect
        label={t('alerts.window')}
        value={String(condition.windowMinutes)}
        onChange={(event) => onChange({ ...condition, windowMinutes: Number(event.currentTarget.value) })}
        data={[...windows, ...(known ? [] : [condition.windowMinutes])].map((minutes) => ({
          value: String(minutes),
          label: t('alerts.minutes', { count: minutes }),
        }))}
      />
    </div>
  );
}

/** Whose events are counted together. */
export function Per(props: { condition: ConditionOf<'search'>; onChange: (condition: ConditionOf<'search'>) => void }) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t('alerts.per')}
      value={props.condition.per}
      onChange={(value) => props.onChange({ ...props.condition, per: value === 'actor' ? 'actor' : 'organisation' })}
    >
      <div className="checkbox-list">
        <Radio value="organisation" label={t('alerts.perOrganisation')} />
        <Radio value="actor" label={t('alerts.perActor')} />
      </div>
    </Radio.Group>
  );
}

function SearchFields(props: {
  condition: ConditionOf<'search'>;
  onChange: (condition: ConditionOf<'search'>) => void;
}) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const names = useCatalogueNames();
  const { filter } = props.condition;
  const change = (part: Parameters<typeof changeFilter>[1]) =>
    props.onChange({ ...props.condition, filter: changeFilter(filter, part) });
  const products = catalogue.products.filter((product) => within(filter.products, product.id));
  const categories = products.flatMap((product) => product.categories);
  const events = categories
    .filter((category) => within(filter.categories, category.id))
    .flatMap(({ events: all }) => all);
  return (
    <>
      <TextInput
        label={t('auditLog.action')}
        description={t('alerts.textHint')}
        value={filter.text ?? ''}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        <ValueSelect
          label={t('auditLog.product')}
          values={filter.products}
          choices={catalogue.products.map((product) => product.id)}
          name={names.product}
          onChange={(values) => change({ products: values, categories: '', events: '' })}
        />
        <ValueSelect
          label={t('auditLog.category')}
          values={filter.categories}
          choices={categories.map((category) => category.id)}
          name={(value) => names.category(value, {})}
          onChange={(values) => change({ categories: values, events: '' })}
        />
      </div>
      <ValueSelect
        label={t('auditLog.event')}
        values={filter.events}
        choices={events.map((event) => event.id)}
        name={(value) => names.event(value, {})}
        onChange={(values) => change({ events: values })}
      />
      <div className={classes.pair}>
        <TextInput
          label={t('auditLog.actor')}
          placeholder={t('auditLog.actorExample')}
          value={filter.actor ?? ''}
          onChange={(event) => change({ actor: event.currentTarget.value })}
        />
        <TextInput
          label={t('auditLog.ip')}
          placeholder="192.0.2.0/24"
          value={filter.ipAddress ?? ''}
          onChange={(event) => change({ ipAddress: event.currentTarget.value })}
        />
      </div>
    </>
  );
}

/** One value of many, or any. Several that a program has set stay together as one choice until another is made. */
function ValueSelect(props: {
  label: string;
  values: string[] | undefined;
  choices: readonly string[];
  name: (value: string) => string;
  onChange: (values: string[] | '') => void;
}) {
  const { t } = useTranslation();
  const { values, name } = props;
  const present = values?.join('\n') ?? '';
  const unlisted = present !== '' && !props.choices.includes(present);
  return (
    <NativeSelect
      label={props.label}
      value={present}
      onChange={(event) =>
        props.onChange(event.currentTarget.value === '' ? '' : event.currentTarget.value.split('\n'))
      }
      data={[
        { value: '', label: t('common.all') },
        ...(unlisted ? [{ value: present, label: values?.map(name).join(t('common.listSeparator')) ?? '' }] : []),
        ...[...new Set(props.choices)].map((value) => ({ value, label: name(value) })),
      ]}
    />
  );
}

function WorkingTime(props: {
  condition: ConditionOf<'off-hours-bulk'>;
  onChange: (condition: ConditionOf<'off-hours-bulk'>) => void;
}) {
  const { t } = useTranslation();
  const { condition, onChange } = props;
  const { workingHours, workingDays } = condition;
  const hours = Array.from({ length: 25 }, (_, hour) => ({ value: String(hour), label: t('alerts.hour', { hour }) }));
  return (
    <>
      <div className={classes.pair}>
        <NativeSelect
          label={t('alerts.workBegins')}
          value={String(workingHours.from)}
          onChange={(event) =>
            onChange({ ...condition, workingHours: { ...workingHours, from: Number(event.currentTarget.value) } })
          }
          data={hours.slice(0, 24)}
        />
        <NativeSelect
          label={t('alerts.workEnds')}
          value={String(workingHours.to)}
          onChange={(event) =>
            onChange({ ...condition, workingHours: { ...workingHours, to: Number(event.currentTarget.value) } })
          }
          data={hours.slice(1)}
        />
      </div>
      <Checkbox.Group
        label={t('alerts.workingDays')}
        description={t('alerts.workingDaysHint')}
        value={workingDays.map(String)}
        onChange={(days) => onChange({ ...condition, workingDays: days.map(Number).sort() })}
      >
        <div className={classes.days}>
          {(['1', '2', '3', '4', '5', '6', '7'] as const).map((day) => (
            <Checkbox key={day} value={day} label={t(`alerts.days.${day}`)} />
          ))}
        </div>
      </Checkbox.Group>
    </>
  );
}

function within(chosen: readonly string[] | undefined, id: string): boolean {
  return chosen === undefined || chosen.includes(id);
}
