import type { JsonObject } from './json.ts';

/** A text a person may see, in each language. Same shape as the domain's: a plugin imports nothing but this package. */
export interface LocalisedText {
  readonly ja: string;
  readonly en: string;
}

/** What one identity provider does differently from RFC 7643/7644 and SAML 2.0. Pure: no I/O, no clock. */
export interface IdentityProvider {
  /** Stored with every connection, e.g. 'entra-id'. Never renamed. */
  readonly id: string;
  readonly displayName: LocalisedText;
  /** Absent: the provider follows the RFC. */
  readonly scim?: ScimQuirks;
  /** Metadata address pattern, claim names, NameID format, known limits. */
  readonly saml?: SamlQuirks;
  /** The steps an IdP administrator follows; the web app renders them. */
  readonly setupGuide: SetupGuide;
}

/** Each hook rewrites provider JSON into RFC JSON; scim-core validates the result afterwards, always. */
export interface ScimQuirks {
  /** The body of POST or PUT /Users. */
  normaliseUser?(body: JsonObject): JsonObject;
  /** The body of POST or PUT /Groups. */
  normaliseGroup?(body: JsonObject): JsonObject;
  /**
   * The whole PATCH body, before its `Operations` are read: for providers that send another envelope
   * (SCIM 1.1's `members[].operation`). Must return a PatchOp message.
   */
  normalisePatchBody?(body: JsonObject): JsonObject;
  /** The operations of a PATCH, each still untrusted. */
  normalisePatch?(operations: readonly JsonObject[]): readonly JsonObject[];
  normaliseFilter?(filter: string): string;
  /**
   * A `replace` at a path whose filter finds no element makes one that the filter describes, where RFC 7644 §3.5.2.3 says
   * 400 `noTarget`: Entra ID replaces `emails[type eq "work"].value` of people who have no such address yet.
   */
  readonly createMissingElements?: true;
  /**
   * A create that repeats the one before, because its reply was lost, is answered as the first was (201, the same
   * resource), where RFC 7644 §3.3 says 409. Only within two minutes, with the same `externalId` and the same content.
   */
  readonly replayCreates?: true;
  /**
   * A PATCH of a Group is answered 204 without a body, however few members it has: Entra ID's documentation asks for that.
   * RFC 7644 §3.5.2 leaves the choice to the service.
   */
  readonly briefGroupPatches?: true;
  /** The last look at a resource, a list or an error before it is sent. */
  shapeResponse?(body: JsonObject): JsonObject;
}

/** How a provider's SAML side is set up. */
export interface SamlQuirks {
  /** Where the provider publishes its metadata, with `{…}` for what the administrator fills in. */
  readonly metadataUrlPattern?: string;
  /** The claim that carries the e-mail address, when it is not the NameID. */
  readonly emailClaim?: string;
  readonly nameIdFormat?: string;
}

/** The steps an IdP administrator follows. Data, so that the web app and the docs show the same. */
export interface SetupGuide {
  readonly steps: readonly SetupStep[];
  /** The vendor's own page about it. */
  readonly reference?: string;
}

export interface SetupStep {
  readonly title: LocalisedText;
  /** Plain text; a blank line separates paragraphs. */
  readonly body: LocalisedText;
  /** Values of ours that this step needs, shown with a copy button. */
  readonly copy?: readonly SetupValue[];
}

/** `scimBaseUrl`: the tenant or base URL. `scimToken`: the bearer token, shown once. */
export type SetupValue = 'scimBaseUrl' | 'scimToken';
