const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** Whether the text is one IPv4 or IPv6 address (RFC 4291 section 2.2). No zone: it means nothing elsewhere. */
export function isIpAddress(text: string): boolean {
  if (ipv4.test(text)) return true;
  if (text.length > 45 || !text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const embedded = last?.includes('.') === true;
  if (embedded && !ipv4.test(last ?? '')) return false;
  const hexadecimal = embedded ? groups.slice(0, -1) : groups;
  if (!hexadecimal.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const width = hexadecimal.length + (embedded ? 2 : 0);
  return halves.length === 2 ? width <= 7 : width === 8;
}
