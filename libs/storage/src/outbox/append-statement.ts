/**
 * SQL that writes audit events to the outbox as part of a larger statement. `events` is a parameter that holds a JSON
 * array of `AuditEvent`, so that the text is the same for one event and for ten thousand; `now` is a timestamp.
 */
export function appendEvents(events: string, now: string): string {
  return `insert into outbox (event_id, organisation_id, payload, available_at, created_at)
    select (event ->> 'id')::uuid, event ->> 'organisationId', event, ${now}::timestamptz, ${now}::timestamptz
    from json_array_elements(${events}::json) as event`;
}
