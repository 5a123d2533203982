import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyConfigurationFile, ConfigurationInvalid } from './configuration.ts';
import { languageOf } from './language.ts';
import { wholeNumber } from './options.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'configuration-'));
  path = join(folder, 'config.json');
});
afterEach(() => rm(folder, { recursive: true }));

function commands() {
  const ship = new Command('ship')
    .addOption(new Option('--url <address>').default('default'))
    .addOption(new Option('--concurrency <n>').default(4).argParser(wholeNumber))
    .addOption(new Option('--compression <kind>').choices(['gzip', 'none']).default('gzip'))
    .addOption(new Option('--json'));
  return { ship, all: [ship, new Command('export').addOption(new Option('--output <file>'))] };
}

async function apply(settings: unknown, args: readonly string[] = []) {
  const { ship, all } = commands();
  ship.parse(args, { from: 'user' });
  await writeFile(path, JSON.stringify(settings));
  applyConfigurationFile(ship, path, all);
  return ship.opts();
}

describe('the configuration file', () => {
  it('fills in what flags leave out, and passes over what another command knows', async () => {
    const settings = { url: 'file', concurrency: 8, compression: 'none', json: true, output: 'x' };
    expect(await apply(settings, ['--concurrency', '2'])).toEqual({
      url: 'file',
      concurrency: 2,
      compression: 'none',
      json: true,
    });
  });

  it.each([
    ['a misspelt name', { concurency: 4 }, /concurency/],
    ['a value that a flag would not take', { concurrency: 0 }, /concurrency.*whole number/],
    ['a choice that there is not', { compression: 'rar' }, /compression/],
    ['text for a switch', { json: 'yes' }, /true or false/],
    ['a list', { url: ['a'] }, /string or a number/],
    ['something else than an object', [1], /JSON object/],
  ])('refuses %s', async (_sentence, settings, reason) => {
    const applied = apply(settings);
    await expect(applied).rejects.toThrow(ConfigurationInvalid);
    await expect(applied).rejects.toThrow(reason);
  });
});

describe('the language of messages', () => {
  it.each([
    [{ LANG: 'ja_JP.UTF-8' }, 'ja'],
    [{ LANG: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'ja_JP.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LC_ALL: '', LC_MESSAGES: 'ja_JP.UTF-8', LANG: 'C' }, 'ja'],
    [{}, 'en'],
  ])('of %j is %s', (env, language) => {
    expect(languageOf(env)).toBe(language);
  });
});
