import type { DestinationKind, NewSettings } from './types.ts';

/** Makes settings of a kind from the inputs of a form, by name. What is empty and has a default is left out. */
export function settingsFrom(kind: DestinationKind, input: (name: string) => string): NewSettings {
  const text = (name: string) => input(name).trim();
  const caCertificate = text('caCertificate') === '' ? null : text('caCertificate');
  switch (kind) {
    case 'webhook':
      return { kind, url: text('url'), caCertificate };
    case 'syslog':
      return {
        kind,
        host: text('host'),
        ...(text('port') === '' ? {} : { port: Number(text('port')) }),
        caCertificate,
      };
    case 'splunk-hec':
      return {
        kind,
        url: text('url'),
        ...(text('index') === '' ? {} : { index: text('index') }),
        ...(text('sourcetype') === '' ? {} : { sourcetype: text('sourcetype') }),
        caCertificate,
      };
    case 's3':
      return {
        kind,
        endpoint: text('endpoint'),
        region: text('region'),
        bucket: text('bucket'),
        prefix: text('prefix'),
        accessKeyId: text('accessKeyId'),
        pathStyle: input('pathStyle') !== '',
        caCertificate,
      };
    case 'file':
      return { kind, folder: text('folder') };
  }
}
