import type { Filter } from '../filter/filter.ts';
import { scimLimits } from '../limits.ts';
import { ScimError } from '../scim-error.ts';

/**
 * How much one PATCH may look at. Operations and values are bounded each for itself, but a thousand operations over two
 * thousand values with two hundred comparisons each would keep everybody else waiting for minutes.
 */
export class PatchWork {
  #left: number = scimLimits.patchWork;

  /** Looking at so many values, each with the filter's comparisons. Throws 413 when it becomes too much. */
  spend(values: number, filter?: Filter): void {
    this.#left -= values * (visit + (filter === undefined ? 0 : comparisonsIn(filter)));
    if (this.#left >= 0) return;
    throw new ScimError(413, undefined, {
      ja: 'この PATCH は操作と値の組み合わせが多すぎます。分割して送信してください。',
      en: 'This PATCH applies too many operations to too many values. Send it in parts.',
    });
  }
}

/** Looking at a value costs as much as so many comparisons of it. */
const visit = 10;

function comparisonsIn(filter: Filter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.reduce((sum, operand) => sum + comparisonsIn(operand), 0);
    case 'not':
      return comparisonsIn(filter.operand);
    case 'element':
      return comparisonsIn(filter.filter);
    default:
      return 1;
  }
}
