import { useTranslation } from 'react-i18next';
import { useCatalogueNames } from '../../shared/catalogue/use-catalogue-names.ts';
import type { Condition, ConditionOf } from './types.ts';

/** A condition as a sentence in the reader's language. */
export function useConditionText(): (condition: Condition) => string {
  const { t } = useTranslation();
  const filterText = useFilterText();
  return (condition) => {
    switch (condition.kind) {
      case 'search': {
        const { threshold, windowMinutes, per } = condition;
        const filter = filterText(condition.filter);
        if (threshold === 1) return t('alerts.text.searchOnce', { filter });
        const span = t('alerts.minutes', { count: windowMinutes });
        return t(per === 'actor' ? 'alerts.text.searchPerActor' : 'alerts.text.search', {
          filter,
          span,
          count: threshold,
        });
      }
      case 'many-downloads': {
        const span = t('alerts.minutes', { count: condition.windowMinutes });
        return t('alerts.text.manyDownloads', { span, count: condition.threshold });
      }
      case 'off-hours-bulk': {
        const { threshold, windowMinutes, workingHours, workingDays } = condition;
        return t('alerts.text.offHours', {
          count: threshold,
          span: t('alerts.minutes', { count: windowMinutes }),
          from: workingHours.from,
          to: workingHours.to,
          days: workingDays.map((day) => t(`alerts.days.${String(day) as '1'}`)).join(t('alerts.daySeparator')),
        });
      }
      default:
        return t(`alerts.kinds.${condition.kind}.hint`);
    }
  };
}

function useFilterText(): (filter: ConditionOf<'search'>['filter']) => string {
  const { t } = useTranslation();
  const names = useCatalogueNames();
  return ({ products, categories, events, actor, ipAddress, text }) => {
    const parts: (readonly [name: string, value: string | undefined])[] = [
      [t('auditLog.product'), list(products, names.product)],
      [t('auditLog.category'), list(categories, (one) => names.category(one, {}))],
      [t('auditLog.event'), list(events, (one) => names.event(one, {}))],
      [t('auditLog.actor'), actor],
      [t('auditLog.ip'), ipAddress],
      [t('auditLog.action'), text],
    ];
    return parts
      .flatMap(([name, value]) => (value === undefined ? [] : [t('alerts.filterPart', { name, value })]))
      .join(t('common.listSeparator'));
  };

  function list(values: readonly string[] | undefined, name: (value: string) => string): string | undefined {
    return values?.map(name).join(t('common.listSeparator'));
  }
}
