const pattern = /^(-?\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/i;

/**
 * An xsd:dateTime (RFC 7643 §2.3.5) as UTC in fixed width, `2011-05-13T04:42:34.000Z`, so that comparing text compares
 * instants. Digits below a millisecond are cut off; without an offset it is UTC. Undefined when it is no such instant.
 */
export function normaliseDateTime(text: string): string | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  const millisecond = (fraction ?? '').slice(0, 3).padEnd(3, '0');
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`;
  const wall = new Date(local);
  // The round trip refuses what Date would move on, such as 30 February.
  if (Number.isNaN(wall.getTime()) || wall.toISOString() !== local) return undefined;
  const instant = new Date(wall.getTime() - offsetMinutes(offset) * 60_000);
  const result = instant.toISOString();
  return result.length === 24 ? result : undefined;
}

function offsetMinutes(offset: string | undefined): number {
  if (offset === undefined || offset.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = offset.slice(1).split(':').map(Number);
  const total = (hours ?? 0) * 60 + (minutes ?? 0);
  return offset.startsWith('-') ? -total : total;
}
