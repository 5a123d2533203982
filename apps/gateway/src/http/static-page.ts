import { createHash } from 'node:crypto';

/** What the pages have in common that the gateway writes itself, as one file with its style in it and no script. */

/** The policy of such a page: that style, by its digest, and nothing else. */
export function policyOfPage(style: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Text as it may stand in an element or an attribute in quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
