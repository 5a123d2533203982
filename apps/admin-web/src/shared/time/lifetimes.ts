/** How long a secret may live, in days; `never` for one that does not expire. */
export const lifetimes = ['30', '90', '180', '365', 'never'] as const;

/** When a secret made now ends (RFC 3339), or null when it never does. */
export function expiryAfter(lifetime: string, now: Date): string | null {
  const days = Number(lifetime);
  return Number.isInteger(days) && days > 0 ? new Date(now.getTime() + days * 86_400_000).toISOString() : null;
}
