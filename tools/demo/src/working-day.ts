import type { SeededRandom } from '@sekisho/idp-simulators';

/** When and from where a Japanese company works: weekdays, office hours, quiet at the turn of the year, a few late nights. */

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Milliseconds of a day. */
export const dayMs = 86_400_000;

/** When things happen on the day that starts at `day` (UTC), in order; office hours in Japan are 00:00 to 10:00 UTC. */
export function instantsOf(day: number, perDay: number, random: SeededRandom): number[] {
  const date = new Date(day);
  const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
  const newYear =
    (date.getUTCMonth() === 0 && date.getUTCDate() <= 3) || (date.getUTCMonth() === 11 && date.getUTCDate() >= 29);
  const busy = weekend ? 0.04 : newYear ? 0.02 : 0.8 + random.next() * 0.4;
  const count = Math.round(perDay * busy);
  const instants = Array.from({ length: count }, () => {
    const late = random.next() < 0.06;
    const hour = late ? 10 + random.next() * 5 : (random.next() + random.next()) * 5;
    return day + Math.floor(hour * 3_600_000);
  });
  return instants.sort((a, b) => a - b);
}

/** From where and by what a person works, of whom there is a place in the company. */
export function placeOf(
  index: number,
  random: SeededRandom,
): { readonly ipAddress: string; readonly userAgent: string } {
  return {
    // Documentation addresses (RFC 5737): an office, and a home a person.
    ipAddress: random.next() < 0.85 ? `203.0.113.${10 + (index % 8)}` : `198.51.100.${1 + (index % 250)}`,
    userAgent: browsers[index % browsers.length] ?? '',
  };
}

const browsers = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1',
] as const;
