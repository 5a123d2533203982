import { describe, expect, it } from 'vitest';
import {
  type Destination,
  type DestinationSettings,
  decideChangeDestination,
  decideCreateDestination,
  decideSetDestinationState,
} from './destination.ts';
import { outcomeOf } from './testing/samples.ts';

const now = new Date('2026-11-20T05:00:00.000Z');
const strict = { allowPrivate: false, filesAllowed: false };
const generous = { allowPrivate: true, filesAllowed: true };
const webhook: DestinationSettings = { kind: 'webhook', url: 'https://siem.example/', caCertificate: null };
const s3: DestinationSettings = {
  kind: 's3',
  endpoint: 'https://s3.example/',
  region: 'jp',
  bucket: 'audit',
  prefix: '',
  accessKeyId: 'x',
  pathStyle: true,
  caCertificate: null,
};

function make(settings: DestinationSettings, policy = generous, secret: string | null = 'secret') {
  const wanted = { id: '1', organisationId: 'org_a', name: ' SIEM ', settings, secret, secretHint: '…cret' };
  return decideCreateDestination(wanted, 0, policy, now).next;
}

describe('a new destination', () => {
  it('begins active, with a trimmed name, and says so in the log', () => {
    const wanted = {
      id: '1',
      organisationId: 'org_a',
      name: ' SIEM ',
      settings: webhook,
      secret: 's',
      secretHint: null,
    };
    const { next, events } = decideCreateDestination(wanted, 0, strict, now);
    expect(next).toMatchObject({ name: 'SIEM', state: 'active', createdAt: now });
    expect('secret' in next).toBe(false);
    expect(events).toEqual([{ type: 'forwarding.created', destinationName: 'SIEM', kind: 'webhook' }]);
  });

  it.each<[string, DestinationSettings, typeof strict, string]>([
    ['HTTPS', webhook, strict, 'accepted'],
    ['plain HTTP', { ...webhook, url: 'http://siem.example/' }, strict, 'forwarding.address-not-encrypted'],
    ['plain HTTP where the operator says so', { ...webhook, url: 'http://siem.example/' }, generous, 'accepted'],
    ['a fragment', { ...webhook, url: 'https://siem.example/#x' }, strict, 'forwarding.address-invalid'],
    ['a script', { ...webhook, url: 'javascript:alert(1)' }, generous, 'forwarding.address-invalid'],
    ['a host name', { kind: 'syslog', host: 'Siem.Example', port: 6514, caCertificate: null }, strict, 'accepted'],
    ['an IPv6 address', { kind: 'syslog', host: '2001:db8::1', port: 6514, caCertificate: null }, strict, 'accepted'],
    [
      'a host with a port',
      { kind: 'syslog', host: 'siem:1', port: 6514, caCertificate: null },
      strict,
      'forwarding.address-invalid',
    ],
    ['a prefix', { ...s3, prefix: '/siem/prod' }, strict, 'accepted'],
    ['a prefix that climbs', { ...s3, prefix: 'a/../b' }, strict, 'forwarding.prefix-invalid'],
    ['a prefix with a query', { ...s3, prefix: 'a?b' }, strict, 'forwarding.prefix-invalid'],
    ['a folder', { kind: 'file', folder: 'siem/audit' }, generous, 'accepted'],
    ['a folder that nobody allowed', { kind: 'file', folder: 'siem' }, strict, 'forwarding.files-not-allowed'],
    ['a folder that climbs', { kind: 'file', folder: '../siem' }, generous, 'forwarding.folder-invalid'],
    ['a folder from the root', { kind: 'file', folder: '/etc' }, generous, 'forwarding.folder-invalid'],
    ['a hidden folder', { kind: 'file', folder: '.ssh' }, generous, 'forwarding.folder-invalid'],
    ['a folder of Windows', { kind: 'file', folder: 'a\\b' }, generous, 'forwarding.folder-invalid'],
  ])('%s', (_sentence, settings, policy, expected) => {
    expect(outcomeOf(() => make(settings, policy))).toBe(expected);
  });

  it('has its address in one form', () => {
    expect(make({ kind: 'syslog', host: ' Siem.Example ', port: 6514, caCertificate: null }).settings).toMatchObject({
      host: 'siem.example',
    });
    expect(make({ ...s3, prefix: '/siem' }).settings).toMatchObject({ prefix: 'siem/' });
  });

  it.each([
    [webhook, 'forwarding.secret-missing'],
    [s3, 'forwarding.secret-missing'],
    [{ kind: 'file', folder: 'siem' } as const, 'accepted'],
  ])('needs a secret or not: %j', (settings, expected) => {
    expect(outcomeOf(() => make(settings, generous, null))).toBe(expected);
  });
});

describe('a change', () => {
  const before: Destination = make(webhook);

  it('names what has changed, and nothing when nothing has', () => {
    const change = (given: Parameters<typeof decideChangeDestination>[1]) =>
      decideChangeDestination(before, given, strict, now).events;
    expect(change({ name: 'SIEM', settings: { ...webhook } })).toEqual([]);
    expect(change({ name: 'B', settings: { ...webhook, url: 'https://b.example' }, secretHint: '…cret' })).toEqual([
      { type: 'forwarding.updated', destinationName: 'B', changed: ['name', 'settings', 'secret'] },
    ]);
  });

  it('pauses and resumes once', () => {
    const paused = decideSetDestinationState(before, 'paused', now);
    expect(paused.events).toEqual([{ type: 'forwarding.paused', destinationName: 'SIEM' }]);
    expect(decideSetDestinationState(paused.next, 'paused', now).events).toEqual([]);
    expect(decideSetDestinationState(paused.next, 'active', now).events).toEqual([
      { type: 'forwarding.resumed', destinationName: 'SIEM' },
    ]);
  });
});
