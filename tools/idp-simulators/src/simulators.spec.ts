import { cloudgateUno } from '@sekisho/plugin-cloudgate-uno';
import { entraId } from '@sekisho/plugin-entra-id';
import { okta } from '@sekisho/plugin-okta';
import { onelogin } from '@sekisho/plugin-onelogin';
import type { IdentityProvider } from '@sekisho/provider-kit';
import { describeUser } from '@sekisho/scim-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Directory } from './directory/directory.ts';
import { japaneseDirectory } from './directory/japanese-directory.ts';
import { plausibleChanges } from './directory/plausible-changes.ts';
import type { IdpSimulator, SimulatorOptions } from './engine/simulator.ts';
import {
  createCloudGateSimulator,
  createEntraSimulator,
  createOktaSimulator,
  createOneLoginSimulator,
} from './simulators.ts';
import { type MemoryScimService, startMemoryScimService } from './testing/memory-scim-service.ts';

const domain = 'example.co.jp';

interface Variant {
  readonly sentence: string;
  readonly provider: IdentityProvider;
  readonly create: (options: SimulatorOptions) => IdpSimulator;
  readonly hasGroups: boolean;
  /** Okta leaves people who are deleted there deactivated here. */
  readonly keepsDeleted?: true;
  /** People who leave are deleted here. */
  readonly deletesLeavers?: true;
}

const variants: readonly Variant[] = [
  { sentence: 'Entra ID', provider: entraId, create: createEntraSimulator, hasGroups: true },
  {
    sentence: 'Entra ID with aadOptscim062020',
    provider: entraId,
    create: (options) => createEntraSimulator({ ...options, aadOptscim062020: true }),
    hasGroups: true,
  },
  {
    sentence: 'Entra ID, matching by e-mail',
    provider: entraId,
    create: (options) => createEntraSimulator({ ...options, matchBy: 'emails[type eq "work"].value' }),
    hasGroups: true,
  },
  { sentence: 'Okta', provider: okta, create: createOktaSimulator, hasGroups: true, keepsDeleted: true },
  {
    sentence: 'Okta, custom app',
    provider: okta,
    create: (options) => createOktaSimulator({ ...options, app: 'custom' }),
    hasGroups: true,
    keepsDeleted: true,
  },
  { sentence: 'OneLogin', provider: onelogin, create: createOneLoginSimulator, hasGroups: true },
  {
    sentence: 'OneLogin with legacy URNs and SCIM 1.1 members',
    provider: onelogin,
    create: (options) => createOneLoginSimulator({ ...options, template: 'legacy-urns', groupMembers: 'scim-1.1' }),
    hasGroups: true,
  },
  {
    sentence: 'OneLogin with everything quoted, deleting who leaves',
    provider: onelogin,
    create: (options) => createOneLoginSimulator({ ...options, template: 'quoted', onLeave: 'delete' }),
    hasGroups: true,
    deletesLeavers: true,
  },
  {
    sentence: 'CloudGate UNO with PATCH and groups',
    provider: cloudgateUno,
    create: (options) => createCloudGateSimulator({ ...options, updates: 'patch', groups: true, passwordSync: true }),
    hasGroups: true,
  },
  { sentence: 'CloudGate UNO', provider: cloudgateUno, create: createCloudGateSimulator, hasGroups: false },
];

describe('simulators', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });

  async function start(
    variant: Variant,
    directory: Directory,
    options: Partial<SimulatorOptions> & { readonly throttleEvery?: number } = {},
  ): Promise<{ readonly service: MemoryScimService; readonly simulator: IdpSimulator }> {
    const { throttleEvery, ...rest } = options;
    const service = await startMemoryScimService({
      provider: variant.provider,
      ...(throttleEvery === undefined ? {} : { throttleEvery }),
    });
    const simulator = variant.create({ target: service.target, directory, ...rest });
    open.push(simulator, service);
    return { service, simulator };
  }

  describe.each(variants)('$sentence', (variant) => {
    it('provisions everybody and everything, then follows what happens, to the same state', async () => {
      const directory = japaneseDirectory({ people: 60, groups: 15, seed: 3, domain });
      const { service, simulator } = await start(variant, directory);
      expect(await simulator.testConnection()).toBe(true);
      const first = await simulator.initialCycle();
      expect(first.failures).toEqual([]);
      expect(first.usersCreated).toBe(60);
      expectSameState(service, simulator, variant);
      for (const seed of [11, 12, 13]) {
        const changes = plausibleChanges(directory, {
          seed,
          domain,
          hires: 4,
          renames: 4,
          moves: 4,
          leavers: 4,
          rehires: seed === 11 ? 0 : 3,
          deletions: 2,
          membershipChanges: 6,
          groupRenames: 2,
          newGroups: 1,
          groupDeletions: 1,
        });
        const report = await simulator.incrementalCycle(changes);
        expect(report.failures).toEqual([]);
        expectSameState(service, simulator, variant);
      }
    });

    it('comes to the same state when replies are lost and requests throttled', async () => {
      const directory = japaneseDirectory({ people: 40, groups: 13, seed: 5, domain });
      const { service, simulator } = await start(variant, directory, { loseReplies: 0.25, throttleEvery: 17, seed: 9 });
      const first = await simulator.initialCycle();
      expect(first.failures).toEqual([]);
      expect(first.usersCreated).toBe(40);
      expect(first.lostReplies).toBeGreaterThan(5);
      expect(first.throttled).toBeGreaterThan(3);
      const changes = plausibleChanges(directory, {
        seed: 21,
        domain,
        hires: 5,
        renames: 5,
        leavers: 5,
        membershipChanges: 8,
      });
      const second = await simulator.incrementalCycle(changes);
      expect(second.failures).toEqual([]);
      expectSameState(service, simulator, variant);
    });

    it('starts again from nothing and finds everybody where they are', async () => {
      const directory = japaneseDirectory({ people: 10, groups: 2, seed: 6, domain });
      const { service, simulator } = await start(variant, directory);
      await simulator.initialCycle();
      const again = variant.create({ target: service.target, directory });
      open.push(again);
      const report = await again.initialCycle();
      expect(report.failures).toEqual([]);
      expect(report.usersCreated).toBe(0);
      expectSameState(service, again, variant);
    });
  });

  it('Entra ID asks before it creates, names no User-Agent and says scim+json', async () => {
    const { service, simulator } = await start(
      variantOf('Entra ID'),
      japaneseDirectory({ people: 1, groups: 0, domain }),
    );
    await simulator.initialCycle();
    const [match, create] = service.received;
    expect(match?.method).toBe('GET');
    expect(create).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/scim+json; charset=utf-8' },
    });
    expect(service.received.every((request) => request.headers['user-agent'] === undefined)).toBe(true);
  });

  it('Okta names its client and imports page by page', async () => {
    const { service, simulator } = await start(
      variantOf('Okta'),
      japaneseDirectory({ people: 230, groups: 0, domain }),
    );
    await simulator.initialCycle();
    expect(await simulator.importUsers()).toHaveLength(230);
    const pages = service.received.filter((request) => request.url.includes('?startIndex='));
    expect(pages.map((page) => page.url.split('?')[1])).toEqual([
      'startIndex=1&count=100',
      'startIndex=101&count=100',
      'startIndex=201&count=100',
    ]);
    expect(service.received[0]?.headers).toMatchObject({
      'user-agent': 'Okta SCIM Client 1.0.0',
      'accept-charset': 'utf-8',
    });
  });

  it('OneLogin writes plus signs, a trailing & and application/json', async () => {
    const { service, simulator } = await start(
      variantOf('OneLogin'),
      japaneseDirectory({ people: 1, groups: 0, domain }),
    );
    await simulator.initialCycle();
    expect(service.received[0]?.url).toMatch(/\?filter=userName\+eq\+%22.*%22&$/);
    expect(service.received[1]?.headers['content-type']).toBe('application/json');
  });

  it('says what was refused, and goes on', async () => {
    const directory = japaneseDirectory({ people: 3, groups: 0, domain });
    const { service } = await start(variantOf('Okta'), directory);
    const stranger = createOktaSimulator({ target: { ...service.target, token: 'wrong' }, directory });
    open.push(stranger);
    expect(await stranger.testConnection()).toBe(false);
    const report = await stranger.initialCycle();
    expect(report.failures.map(({ kind, status }) => [kind, status])).toEqual(Array(3).fill(['find-user', 401]));
    expect(report.failures[0]?.body).toMatchObject({ status: '401' });
  });

  it('keeps to the pace it is given', async () => {
    const directory = japaneseDirectory({ people: 10, groups: 0, domain });
    const { simulator } = await start(variantOf('Okta'), directory, { requestsPerSecond: 100 });
    const report = await simulator.initialCycle();
    expect(report.requests).toBe(20);
    expect(report.durationMs).toBeGreaterThan(180);
  });

  function variantOf(sentence: string): Variant {
    const variant = variants.find((candidate) => candidate.sentence === sentence);
    if (variant === undefined) throw new Error(sentence);
    return variant;
  }
});

/** Everybody in the directory is there as the directory says, nobody else is active, and groups hold whom they should. */
function expectSameState(service: MemoryScimService, simulator: IdpSimulator, variant: Variant): void {
  const { directory } = simulator;
  const expected = directory.people
    .filter((person) => person.active)
    .map((person) => [person.userName, person.displayName, person.email]);
  const described = [...service.users.values()].map(({ resource }) => describeUser(resource));
  const actual = described.filter((user) => user.active).map((user) => [user.userName, user.displayName, user.email]);
  expect(actual.toSorted()).toEqual(expected.toSorted());
  const left = directory.people.filter((person) => !person.active);
  const inactive = described.filter((user) => !user.active);
  if (variant.deletesLeavers) expect(inactive).toEqual([]);
  else if (variant.keepsDeleted === undefined) expect(inactive).toHaveLength(left.length);
  if (!variant.hasGroups) return;
  const names = [...service.groups.values()].map((group) => String(group.resource['displayName']));
  expect(names.toSorted()).toEqual(directory.groups.map((group) => group.displayName).toSorted());
  for (const group of directory.groups) {
    const remote = service.groups.get(simulator.remoteIdOf(group.key) ?? '');
    const wanted = [...group.memberKeys].flatMap((key) => simulator.remoteIdOf(key) ?? []);
    const held = [...(remote?.memberIds ?? [])].filter((id) => service.users.has(id));
    const isOurs = (id: string): boolean =>
      directory.people.some((person) => person.active && simulator.remoteIdOf(person.key) === id);
    expect(held.filter(isOurs).toSorted(), group.displayName).toEqual(wanted.filter(isOurs).toSorted());
  }
}
