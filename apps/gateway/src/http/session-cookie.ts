import { sessionCookieName } from '@sekisho/api-contract';
import { stringifySetCookie } from 'cookie';
import type { Response } from 'express';

/** Hands the session to the browser. Scripts can't read it, and no other site's form sends it along. */
export function setSessionCookie(response: Response, publicUrl: string, token: string, expiresAt: Date): void {
  response.append('Set-Cookie', serialise(publicUrl, token, expiresAt));
}

export function clearSessionCookie(response: Response, publicUrl: string): void {
  response.append('Set-Cookie', serialise(publicUrl, '', new Date(0)));
}

function serialise(publicUrl: string, value: string, expires: Date): string {
  return stringifySetCookie({
    name: sessionCookieName(publicUrl),
    value,
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
    path: '/',
    expires,
  });
}
