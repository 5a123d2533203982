import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { isJsonArray, isJsonObject } from '../json/json.ts';
import { scimLimits } from '../limits.ts';
import { invalidValue } from '../refusals.ts';

/** Refuses a multi-valued attribute with more values than any person has; each PATCH may look at every one of them. */
export function assertFewValues(values: readonly JsonValue[], label: string): void {
  if (values.length <= scimLimits.values) return;
  throw invalidValue({
    ja: `${label} に指定できる値は ${scimLimits.values} 個までです（${values.length} 個あります）。`,
    en: `${label} may have ${scimLimits.values} values at most; there are ${values.length}.`,
  });
}

/** The same for every attribute of a resource and of its extensions, but for a group's members, which are kept as rows. */
export function assertEachHasFewValues(resource: JsonObject): void {
  for (const [name, value] of Object.entries(resource)) {
    if (isJsonArray(value) && name !== 'members') assertFewValues(value, name);
    else if (name.includes(':') && isJsonObject(value)) assertEachHasFewValues(value);
  }
}
