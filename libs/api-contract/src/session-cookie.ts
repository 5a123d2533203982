/**
 * The cookie that carries a session. Over HTTPS it bears the `__Host-` prefix (RFC 6265bis §4.1.3.2), so that no
 * neighbouring subdomain can plant one; plain HTTP, which only a trial on one machine uses, can't have it.
 */
export function sessionCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-sekisho_session' : 'sekisho_session';
}
