import { readFileSync } from 'node:fs';
import type { Command } from 'commander';

/** The configuration file can't be used. */
export class ConfigurationInvalid extends Error {
  constructor(path: string, reason: string) {
    super(`The configuration file ${path} can't be used: ${reason}`);
    this.name = 'ConfigurationInvalid';
  }
}

/**
 * Fills in options that neither a flag nor the environment gave from a JSON file, whose names are the long flags
 * (`{ "url": "…", "concurrency": 4 }`). A name that is no option is refused: a misspelt one would silently not apply.
 */
export function applyConfigurationFile(command: Command, path: string, shared: readonly string[]): void {
  let settings: unknown;
  try {
    settings = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigurationInvalid(path, error instanceof Error ? error.message : String(error));
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new ConfigurationInvalid(path, 'it must be a JSON object');
  }
  for (const [name, value] of Object.entries(settings)) {
    const option = command.options.find(({ long }) => long === `--${name}`);
    if (option === undefined) {
      if (shared.includes(name)) continue;
      throw new ConfigurationInvalid(path, `"${name}" is no option of log-shipper`);
    }
    const key = option.attributeName();
    const source = command.getOptionValueSource(key);
    if (source !== undefined && source !== 'default') continue;
    const parsed: unknown = option.parseArg === undefined ? value : option.parseArg(String(value), undefined);
    command.setOptionValueWithSource(key, parsed, 'config');
  }
}
