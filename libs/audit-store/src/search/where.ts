import type { AuditQuery } from '../audit-store.ts';
import type { QueryParameters } from '../engine/engine.ts';
import { parseAddressRange } from './address-range.ts';

/** A condition and the values of its placeholders. */
export interface Where {
  readonly sql: string;
  readonly parameters: QueryParameters;
}

/**
 * The condition for a query. It always names the organisation. Times are given twice: `occurred_at` chooses the
 * monthly partitions, `newest_first` the places in them. Throws `InvalidAuditQuery`.
 */
export function whereOf(query: AuditQuery): Where {
  const parameters: Record<string, string | number | readonly string[]> = { organisation: query.organisationId };
  const conditions = ['organisation_id = {organisation:String}'];
  if (query.from !== undefined) {
    parameters['from'] = query.from.getTime();
    conditions.push(
      "occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')",
      'newest_first <= negate({from:Int64})',
    );
  }
  if (query.to !== undefined) {
    parameters['to'] = query.to.getTime();
    conditions.push("occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')", 'newest_first > negate({to:Int64})');
  }
  for (const [column, name, values] of [
    ['product', 'products', query.products],
    ['category', 'categories', query.categories],
    ['event', 'events', query.events],
  ] as const) {
    if (values === undefined) continue;
    parameters[name] = values;
    conditions.push(`has({${name}:Array(String)}, ${column})`);
  }
  if (given(query.actor)) {
    parameters['actor'] = query.actor;
    conditions.push(
      `(operation_user_id = {actor:String}
        OR positionCaseInsensitiveUTF8(operation_user_name, {actor:String}) > 0
        OR positionCaseInsensitiveUTF8(operation_user_email, {actor:String}) > 0)`,
    );
  }
  if (given(query.ipAddress)) {
    const range = parseAddressRange(query.ipAddress);
    parameters['firstAddress'] = range.first;
    parameters['lastAddress'] = range.last;
    conditions.push("ip_address != '' AND ip >= toIPv6({firstAddress:String}) AND ip <= toIPv6({lastAddress:String})");
  }
  if (given(query.text)) {
    // LIKE is what the index by_text understands, and means the same where a part has no index yet.
    parameters['text'] = `%${query.text.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push('action_folded LIKE lowerUTF8({text:String})');
  }
  return { sql: conditions.join(' AND '), parameters };
}

/** An empty search field asks for nothing in particular. */
function given(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
