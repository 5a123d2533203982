import { describe, expect, it } from 'vitest';
import { addressOf } from './destination-kinds.ts';
import { settingsFrom } from './settings-from.ts';
import type { Destination } from './types.ts';

const s3 = {
  kind: 's3',
  endpoint: 'https://s3.example/',
  region: 'jp',
  bucket: 'audit',
  prefix: 'siem/',
  accessKeyId: 'x',
  pathStyle: true,
  caCertificate: null,
} as const;

describe('addressOf', () => {
  it.each<[Destination['settings'], string]>([
    [{ kind: 'webhook', url: 'https://siem.example/in', caCertificate: null }, 'https://siem.example/in'],
    [{ kind: 'syslog', host: 'siem.example', port: 6514, caCertificate: null }, 'siem.example:6514'],
    [{ kind: 'syslog', host: '2001:db8::1', port: 6514, caCertificate: null }, '[2001:db8::1]:6514'],
    [s3, 'https://s3.example/audit/siem/'],
    [{ kind: 'file', folder: 'siem/audit' }, 'siem/audit'],
  ])('%j', (settings, expected) => {
    expect(addressOf(settings)).toBe(expected);
  });
});

describe('settingsFrom', () => {
  const values = (given: Readonly<Record<string, string>>) => (name: string) => given[name] ?? '';

  it('leaves out what was left empty, so that the API’s defaults count', () => {
    expect(settingsFrom('splunk-hec', values({ url: ' https://splunk.example:8088 ' }))).toEqual({
      kind: 'splunk-hec',
      url: 'https://splunk.example:8088',
      caCertificate: null,
    });
    expect(settingsFrom('syslog', values({ host: 'siem.example' }))).toEqual({
      kind: 'syslog',
      host: 'siem.example',
      caCertificate: null,
    });
  });

  it('takes everything of an S3 bucket', () => {
    const { kind: _kind, pathStyle: _pathStyle, caCertificate: _certificate, ...texts } = s3;
    expect(settingsFrom('s3', values({ ...texts, pathStyle: 'on' }))).toEqual(s3);
    expect(settingsFrom('s3', values(texts))).toMatchObject({ pathStyle: false });
  });
});
