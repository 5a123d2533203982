import type { Language } from '@sekisho/domain';
import type { Request, Response } from 'express';
import { escapeHtml, policyOfPage } from '../http/static-page.ts';

/**
 * A refusal for a person who has opened a link of the API in a browser, such as one from a mail: a page in their language
 * instead of JSON. Who is not signed in goes to the sign-in first, and from there back to the link.
 */

/** Whether the request comes from a browser's address bar rather than from a program. */
export function isNavigation(request: Request): boolean {
  return request.method === 'GET' && request.accepts(['json', 'html']) === 'html';
}

export function sendToSignIn(request: Request, response: Response): void {
  response.redirect(303, `/sign-in?${new URLSearchParams({ from: request.originalUrl })}`);
}

export function sendProblemPage(
  response: Response,
  page: { readonly status: number; readonly title: string; readonly detail: string; readonly language: Language },
): void {
  response
    .status(page.status)
    .set({
      'Content-Security-Policy': policyOfPage(style),
      'Content-Language': page.language,
      'Cache-Control': 'no-store',
    })
    .type('html')
    .send(
      `<!doctype html><html lang="${page.language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(page.title)}</title><style>${style}</style><main><h1>${escapeHtml(page.title)}</h1><p>${escapeHtml(page.detail)}</p><p><a href="/audit-log">${backTo[page.language]}</a></p></main></html>`,
    );
}

const backTo: Readonly<Record<Language, string>> = { ja: '監査ログを開く', en: 'Open the audit log' };

const style =
  ':root{color-scheme:light dark}main{font:1rem/1.75 "Noto Sans JP",sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}h1{font-size:1.5rem}';
