import { isJsonArray, isJsonObject, type JsonValue, objectFrom } from '@sekisho/provider-kit';

/** What stands in the log where a secret stood. */
const removed = '[removed]';

const secretName = /password|secret|token|credential|api-?key|x509certificates/i;

/**
 * A copy without what nobody may read in a log: values of members named like a secret, and of PATCH operations whose
 * path is one. Okta sends a password with every create.
 */
export function removeSecrets(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(removeSecrets);
  if (!isJsonObject(value)) return value;
  const path = value['path'] ?? value['Path'];
  const names = typeof path === 'string' && secretName.test(path) ? /^value$/i : undefined;
  return objectFrom(
    Object.entries(value).map(([name, member]) => {
      if (member === undefined || member === null) return [name, member];
      return [name, secretName.test(name) || names?.test(name) === true ? removed : removeSecrets(member)];
    }),
  );
}

/** The same for a text that may not be JSON at all: a body kept as it came. */
export function removeSecretsFromText(text: string): string {
  return text.replace(/("[^"]*(?:password|secret|token)[^"]*"\s*:\s*)"(?:[^"\\]|\\.)*"?/gi, `$1"${removed}"`);
}
