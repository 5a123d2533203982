import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { exitCode } from './exit-code.ts';
import { OperatorError } from './operator-error.ts';

/** The configuration file can't be used. */
export class ConfigurationInvalid extends OperatorError {
  constructor(path: string, ja: string, en: string) {
    super(
      { ja: `設定ファイル ${path} を使えません: ${ja}`, en: `The configuration file ${path} can't be used: ${en}` },
      exitCode.usage,
    );
  }
}

/**
 * Fills in options that neither a flag nor the environment gave from a JSON file, whose names are the long flags
 * (`{ "url": "…", "concurrency": 4 }`). One file may serve all commands: what another command knows is passed over. A
 * name that no command knows is refused: a misspelt one would silently not apply.
 */
export function applyConfigurationFile(command: Command, path: string, allCommands: readonly Command[]): void {
  for (const [name, value] of Object.entries(readSettings(path))) {
    const flag = `--${name}`;
    const option = command.options.find(({ long }) => long === flag);
    if (option === undefined) {
      if (allCommands.some(({ options }) => options.some(({ long }) => long === flag))) continue;
      throw new ConfigurationInvalid(path, `"${name}" という設定はありません。`, `there is no setting "${name}".`);
    }
    const key = option.attributeName();
    const source = command.getOptionValueSource(key);
    if (source !== undefined && source !== 'default') continue;
    if (option.isBoolean()) {
      if (typeof value !== 'boolean') {
        throw new ConfigurationInvalid(
          path,
          `"${name}" は true か false にしてください。`,
          `"${name}" must be true or false.`,
        );
      }
      command.setOptionValueWithSource(key, value, 'config');
      continue;
    }
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new ConfigurationInvalid(
        path,
        `"${name}" は文字列か数値にしてください。`,
        `"${name}" must be a string or a number.`,
      );
    }
    try {
      const parsed: unknown = option.parseArg === undefined ? value : option.parseArg(String(value), undefined);
      command.setOptionValueWithSource(key, parsed, 'config');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConfigurationInvalid(path, `"${name}": ${reason}`, `"${name}": ${reason}`);
    }
  }
}

function readSettings(path: string): object {
  let settings: unknown;
  try {
    settings = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationInvalid(path, reason, reason);
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new ConfigurationInvalid(path, 'JSON オブジェクトにしてください。', 'it must be a JSON object.');
  }
  return settings;
}
