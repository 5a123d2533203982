import type { Destination, DestinationKind } from './types.ts';

export const destinationKinds = [
  'webhook',
  'syslog',
  'splunk-hec',
  's3',
  'file',
] as const satisfies readonly DestinationKind[];

/** Where a destination's events go, in one line. */
export function addressOf(settings: Destination['settings']): string {
  switch (settings.kind) {
    case 'webhook':
    case 'splunk-hec':
      return settings.url;
    case 'syslog':
      return `${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${settings.port}`;
    case 's3':
      return `${settings.endpoint.replace(/\/$/, '')}/${settings.bucket}/${settings.prefix}`;
    case 'file':
      return settings.folder;
  }
}

/** What of a destination must be kept secret: a webhook's signing secret is made where none is given. */
export function secretOf(kind: DestinationKind): 'optional' | 'required' | 'none' {
  if (kind === 'webhook') return 'optional';
  return kind === 'splunk-hec' || kind === 's3' ? 'required' : 'none';
}
