/**
 * The form in which two strings of a `caseExact: false` attribute are the same: NFC, lower case. Filters, match
 * documents and the keys that storage indexes all go through it, so that a 409 and `userName eq` can't disagree.
 * NFC, not NFKC: `ﾀﾛｳ` and `タロウ` stay different names, as an IdP that compares them would see them.
 */
export function foldString(value: string): string {
  return value.normalize('NFC').toLowerCase();
}
