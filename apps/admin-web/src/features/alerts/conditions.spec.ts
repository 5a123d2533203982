import { alertCondition } from '@sekisho/api-contract';
import { describe, expect, it } from 'vitest';
import { alertQueryOf, parseAlertSearch } from './alert-search.ts';
import { changeFilter, conditionKinds, defaultCondition } from './conditions.ts';
import { parseNewRuleSearch } from './new-rule-search.ts';

describe('a new rule', () => {
  it.each(conditionKinds)('of the kind %s begins with what the API takes', (kind) => {
    expect(alertCondition.parse(defaultCondition(kind))).toEqual(defaultCondition(kind));
  });

  it('can be of every kind that the API knows', () => {
    expect([...conditionKinds].sort()).toEqual(alertCondition.options.map((one) => one.shape.kind.value).sort());
  });

  it('takes its kind, or the search it is to watch, from the address', () => {
    expect(parseNewRuleSearch({ kind: 'off-hours-bulk' })).toEqual({ kind: 'off-hours-bulk' });
    expect(parseNewRuleSearch({ kind: 'something', text: ' TRM ', category: 'Project' })).toEqual({
      text: 'TRM',
      category: 'Project',
    });
  });
});

it('changes a filter, and takes away what is emptied', () => {
  expect(changeFilter({ text: 'TRM', actor: 'sato' }, { text: '' })).toEqual({ actor: 'sato' });
  expect(changeFilter({}, { products: ['Backlog'] })).toEqual({ products: ['Backlog'] });
});

it('shows what nobody has noted, unless the address says otherwise', () => {
  expect(alertQueryOf(parseAlertSearch({}))).toEqual({ acknowledged: 'false' });
  expect(alertQueryOf(parseAlertSearch({ show: 'acknowledged', id: 'a' }))).toEqual({ acknowledged: 'true' });
  expect(alertQueryOf(parseAlertSearch({ show: 'all' }))).toEqual({});
  expect(parseAlertSearch({ show: 'none', id: 3 })).toEqual({});
});
