/**
 * SQL that writes audit events to the outbox as part of a larger statement. `events` is a parameter that holds a JSON
 * array of `AuditEvent`, so that the text is the same for one event and for ten thousand; `now` is a timestamp.
 *
 * No contract, no recording: events of an organisation that is in none of its recording periods `now` are not written. The
 * statement itself decides that, so it holds in the transaction of the change, whoever makes it. By a sub-query with a limit
 * and not by EXISTS, of which PostgreSQL would make a join, and the events would lose their order.
 */
export function appendEvents(events: string, now: string): string {
  return append(`json_array_elements(${events}::json) as event`, `${now}::timestamptz`);
}

/** The same for the events of each row of a relation of the statement; `events` and `now` are columns of it. */
export function appendEventsOf(relation: string, events: string, now: string): string {
  return append(`${relation} cross join lateral json_array_elements(${events}) as event`, now);
}

function append(events: string, now: string): string {
  return `insert into outbox (event_id, organisation_id, payload, available_at, created_at)
    select (event ->> 'id')::uuid, event ->> 'organisationId', event, ${now}, ${now}
    from ${events}
    where (select true from recording_periods as period
      where period.organisation_id = event ->> 'organisationId' and period.recorded_from <= ${now}
        and (period.recorded_to is null or period.recorded_to > ${now})
      limit 1)`;
}
