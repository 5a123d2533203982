import { isUnsafeName } from '../json/safe-json.ts';
import type { Attribute, Extension, ResourceType } from './resource-type.ts';

/**
 * Resolves an attribute name as filters, paths, projections and pathless PATCH values write it (RFC 7644 §3.10):
 * `userName`, `NAME.familyname`, `urn:…:core:2.0:User:userName`, `urn:…:enterprise:2.0:User:manager.value`, or the URN
 * of a schema alone. Names have no case. Attributes no schema knows resolve too: they are kept, so they can be asked for.
 */
export type AttributeName =
  | {
      readonly kind: 'attribute';
      /** The key of the extension's block in a resource; absent for core and common attributes. */
      readonly extension: string | undefined;
      readonly name: string;
      /** Absent: no schema knows it. */
      readonly attribute: Attribute | undefined;
      readonly subName: string | undefined;
      readonly subAttribute: Attribute | undefined;
    }
  | {
      /** A whole schema: the core one (`extension` absent) or an extension's block. */
      readonly kind: 'schema';
      readonly extension: string | undefined;
    };

/** What can stand before an attribute as the name of a schema that we do not know. */
const urnPattern = /^urn:[\w.:/%-]+$/i;
const namePattern = /^([A-Za-z$_][\w$-]*)(?:\.([A-Za-z$_][\w$-]*))?$/;

/** Whether the text can be the name of one attribute or part, without a URN before it or a part behind it. */
export function isPlainName(text: string): boolean {
  return /^[A-Za-z$_][\w$-]*$/.test(text) && !isUnsafeName(text);
}

/** Resolves a name, or returns undefined when it is not one. */
export function resolveAttributeName(type: ResourceType, text: string): AttributeName | undefined {
  if (!text.includes(':')) return resolveIn(undefined, type.attributes, text);
  const lower = text.toLowerCase();
  const core = type.schema.id.toLowerCase();
  if (lower === core) return { kind: 'schema', extension: undefined };
  if (lower.startsWith(`${core}:`)) return resolveIn(undefined, type.attributes, text.slice(core.length + 1));
  const known = findExtension(type, lower);
  if (known !== undefined) return { kind: 'schema', extension: known.schema.id };
  for (const [id, extension] of type.extensions) {
    if (lower.startsWith(`${id}:`))
      return resolveIn(extension.schema.id, extension.attributes, text.slice(id.length + 1));
  }
  const split = text.lastIndexOf(':');
  const urn = text.slice(0, split);
  return urnPattern.test(urn) ? resolveIn(urn, new Map(), text.slice(split + 1)) : undefined;
}

/** The extension with this URN, whatever its case. */
export function findExtension(type: ResourceType, urn: string): Extension | undefined {
  return type.extensions.get(urn.toLowerCase());
}

function resolveIn(
  extension: string | undefined,
  attributes: ReadonlyMap<string, Attribute>,
  text: string,
): AttributeName | undefined {
  const match = namePattern.exec(text);
  const written = match?.[1];
  const subWritten = match?.[2];
  if (written === undefined || isUnsafeName(written) || isUnsafeName(subWritten ?? '')) return undefined;
  const attribute = attributes.get(written.toLowerCase());
  const subAttribute = subWritten === undefined ? undefined : attribute?.children.get(subWritten.toLowerCase());
  return {
    kind: 'attribute',
    extension,
    name: attribute?.name ?? written,
    attribute,
    subName: subAttribute?.name ?? subWritten,
    subAttribute,
  };
}
