/**
 * Where to go after signing in, or undefined when `value` is no path of this app. Only paths are taken: an address of
 * another site (`https://…`, `//…`, `/\…`) in a mailed link must never be where a sign-in ends.
 */
export function parseReturnPath(value: string | undefined): string | undefined {
  if (value === undefined || !value.startsWith('/') || /^\/[/\\]/.test(value)) return undefined;
  const resolved = new URL(value, 'https://sekisho.invalid');
  if (resolved.origin !== 'https://sekisho.invalid' || resolved.pathname === '/sign-in') return undefined;
  return `${resolved.pathname}${resolved.search}${resolved.hash}`;
}
