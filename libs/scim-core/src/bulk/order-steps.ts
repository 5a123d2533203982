import { invalidValue, quoted } from '../refusals.ts';
import { ScimError } from '../scim-error.ts';
import type { BulkStep } from './bulk-request.ts';

/**
 * Orders steps so that each comes after the POSTs it refers to, and otherwise as they came. Refused: a bulkId used
 * twice, a reference to none, and references in a circle (409: RFC 7644 §3.7.1 asks for an attempt, and the attempt is
 * this order; no order exists for a circle).
 */
export function orderSteps(steps: readonly BulkStep[]): readonly BulkStep[] {
  const makers = new Map<string, number>();
  const checked = steps.map((step, index): BulkStep => {
    if (step.kind !== 'run' || step.operation.method !== 'POST' || step.operation.bulkId === undefined) return step;
    if (makers.has(step.operation.bulkId)) return refuse(step, repeatedId(step.operation.bulkId));
    makers.set(step.operation.bulkId, index);
    return step;
  });

  const ordered: BulkStep[] = [];
  const state = new Map<number, 'open' | 'done'>();
  const circular = new Set<number>();
  const stack: number[] = [];

  function visit(index: number): void {
    if (state.get(index) === 'done') return;
    if (state.get(index) === 'open') {
      for (const member of stack.slice(stack.indexOf(index))) circular.add(member);
      return;
    }
    const step = checked[index];
    if (step === undefined) return;
    state.set(index, 'open');
    stack.push(index);
    const missing = step.kind === 'run' ? step.operation.references.find((name) => !makers.has(name)) : undefined;
    if (step.kind === 'run') {
      for (const name of step.operation.references) visit(makers.get(name) ?? -1);
    }
    stack.pop();
    state.set(index, 'done');
    if (missing !== undefined) ordered.push(refuse(step, unknownId(missing)));
    else ordered.push(circular.has(index) ? refuse(step, circle()) : step);
  }

  for (let index = 0; index < checked.length; index += 1) visit(index);
  return ordered;
}

function refuse(step: BulkStep, error: ScimError): BulkStep {
  const { index, method, bulkId } = step.operation;
  return { kind: 'refused', operation: { index, method, bulkId }, error };
}

function repeatedId(bulkId: string): ScimError {
  return invalidValue({
    ja: `bulkId ${quoted(bulkId)} が重複しています。操作ごとに異なる値を指定してください。`,
    en: `The bulkId ${quoted(bulkId)} is used twice. Give each operation its own.`,
  });
}

function unknownId(bulkId: string): ScimError {
  return invalidValue({
    ja: `bulkId ${quoted(bulkId)} の POST 操作が同じリクエストにありません。`,
    en: `No POST of this request has the bulkId ${quoted(bulkId)}.`,
  });
}

function circle(): ScimError {
  return new ScimError(409, 'invalidValue', {
    ja: 'bulkId の参照が循環しています。片方を参照なしで作成し、後から PATCH で参照を追加してください。',
    en: 'The bulkId references go in a circle. Create one without its reference and add that by PATCH afterwards.',
  });
}
