import { type AuditExportFilters, type AuditExportForm, assertExportForm } from '@sekisho/domain';

/** The parameters of searches and exports, as the rest of the gateway speaks of them. */

interface GivenFilters {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly product?: string | string[] | undefined;
  readonly category?: string | string[] | undefined;
  readonly event?: string | string[] | undefined;
  readonly actor?: string | undefined;
  readonly ip?: string | undefined;
  readonly text?: string | undefined;
}

export function toFilters(given: GivenFilters): AuditExportFilters {
  return {
    from: given.from,
    to: given.to,
    products: listOf(given.product),
    categories: listOf(given.category),
    events: listOf(given.event),
    actor: given.actor,
    ipAddress: given.ip,
    text: given.text,
  };
}

type GivenForm = Omit<AuditExportForm, 'byteOrderMark'> & { readonly bom: boolean | 'true' | 'false' };

/** Throws where the form makes no sense. */
export function toForm({ format, order, preset, encoding, compression, bom }: GivenForm): AuditExportForm {
  const form = { format, order, preset, encoding, compression, byteOrderMark: bom === true || bom === 'true' };
  assertExportForm(form);
  return form;
}

/** A form's empty field asks for nothing in particular. */
function listOf(values: string | string[] | undefined): string[] | undefined {
  if (values === undefined || values === '') return undefined;
  return typeof values === 'string' ? [values] : values;
}
