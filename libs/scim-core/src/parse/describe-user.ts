import type { Language } from '@sekisho/domain';
import type { JsonObject, JsonValue } from '@sekisho/provider-kit';
import { foldString } from '../fold/fold-string.ts';
import { isJsonArray, isJsonObject } from '../json/json.ts';
import { invalidValue } from '../refusals.ts';

/** What the domain needs to know of a user, read from the resource. */
export interface UserDescription {
  readonly userName: string;
  readonly externalId: string | undefined;
  /** displayName, else name.formatted, else given and family name, else userName. Never blank. */
  readonly displayName: string;
  /** userName when it is an address, else the primary, work or first e-mail. */
  readonly email: string | undefined;
  /** Every `emails.value`, folded, each once: what `emails.value eq` is looked up by. */
  readonly emailKeys: readonly string[];
  /** True when not given. */
  readonly active: boolean;
  /** From `roles`: ADMIN, USER, GUEST. Undefined when none of them is given; the caller's default is guest. */
  readonly role: 'administrator' | 'member' | 'guest' | undefined;
  /** From preferredLanguage, else locale. Undefined for other languages. */
  readonly language: Language | undefined;
  /** An IANA name in its canonical spelling. Undefined for what is none. */
  readonly timeZone: string | undefined;
}

/**
 * Reads a validated user (`parseUser`, or a stored resource after PATCH). A `timezone` that is no IANA name counts as
 * none, as an unknown language does: it stays in the resource, and the person has the organisation's. Guessing would
 * show people wrong times for years, and refusing would stop a person's whole update.
 */
export function describeUser(resource: JsonObject): UserDescription {
  const userName = textOf(resource['userName']);
  if (userName === undefined) {
    throw invalidValue({
      ja: '必須属性 userName に値がありません。',
      en: 'The required attribute userName has no value.',
    });
  }
  const emails = elementsOf(resource['emails']);
  return {
    userName,
    externalId: textOf(resource['externalId']),
    displayName: bestName(resource) ?? userName,
    email: isAddress(userName) ? userName : bestEmail(emails),
    emailKeys: [
      ...new Set(
        emails
          .map((e) => textOf(e['value']))
          .filter((v) => v !== undefined)
          .map(foldString),
      ),
    ],
    active: resource['active'] !== false,
    role: readRole(elementsOf(resource['roles'])),
    language: readLanguage(textOf(resource['preferredLanguage'])) ?? readLanguage(textOf(resource['locale'])),
    timeZone: readTimeZone(textOf(resource['timezone'])),
  };
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function elementsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.filter((element) => isJsonObject(element)) : [];
}

function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text);
}

function bestName(resource: JsonObject): string | undefined {
  const name = isJsonObject(resource['name']) ? resource['name'] : {};
  return (
    textOf(resource['displayName'])?.trim() ??
    textOf(name['formatted'])?.trim() ??
    joinName(textOf(name['familyName'])?.trim(), textOf(name['givenName'])?.trim())
  );
}

/** Japanese names are written family name first; the script tells, since no attribute does. */
function joinName(family: string | undefined, given: string | undefined): string | undefined {
  if (family === undefined || given === undefined) return family ?? given;
  const japanese = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(family + given);
  return japanese ? `${family} ${given}` : `${given} ${family}`;
}

function bestEmail(emails: readonly JsonObject[]): string | undefined {
  const filled = emails.filter((email) => textOf(email['value']) !== undefined);
  const best =
    filled.find((email) => email['primary'] === true) ??
    filled.find((email) => textOf(email['type'])?.toLowerCase() === 'work') ??
    filled[0];
  return textOf(best?.['value'])?.trim();
}

const roleNames: ReadonlyMap<string, 'administrator' | 'member' | 'guest'> = new Map([
  ['admin', 'administrator'],
  ['user', 'member'],
  ['guest', 'guest'],
]);

/** The primary role if it is one of ours, else the first that is. */
function readRole(roles: readonly JsonObject[]): UserDescription['role'] {
  const ordered = [...roles.filter((role) => role['primary'] === true), ...roles];
  for (const role of ordered) {
    const known = roleNames.get(textOf(role['value'])?.trim().toLowerCase() ?? '');
    if (known !== undefined) return known;
  }
  return undefined;
}

/** `ja`, `ja-JP`, `ja_JP`, and the header form `en-US,en;q=0.9` that RFC 7643 §4.1.1 allows. */
function readLanguage(text: string | undefined): Language | undefined {
  const primary = text
    ?.trim()
    .toLowerCase()
    .split(/[-_,;]/)[0];
  return primary === 'ja' || primary === 'en' ? primary : undefined;
}

/** Making a formatter costs tens of microseconds, and an organisation has few zones. Names that are none are null. */
const knownTimeZones = new Map<string, string | null>();

function readTimeZone(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const wanted = text.trim();
  let known = knownTimeZones.get(wanted);
  if (known === undefined) {
    known = canonicalTimeZone(wanted);
    if (knownTimeZones.size < 2_000 && wanted.length <= 100) knownTimeZones.set(wanted, known);
  }
  return known ?? undefined;
}

function canonicalTimeZone(text: string): string | null {
  // Intl also takes offsets such as +09:00, which are no IANA names and have no daylight saving.
  if (!/^[A-Za-z]/.test(text)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
