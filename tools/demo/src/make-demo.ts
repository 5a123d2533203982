import { randomBytes } from 'node:crypto';
import { AdminApiError, type AdminClient, createAdminClient } from '@sekisho/api-contract';
import { sessionFetch } from '@sekisho/gateway-process';
import {
  createEntraSimulator,
  createOktaSimulator,
  type IdpSimulator,
  japaneseDirectory,
  replaySamples,
} from '@sekisho/idp-simulators';
import { accesses } from './accesses.ts';
import type { DemoFile, ScimTarget } from './demo-file.ts';
import { history } from './history.ts';
import type { Progress } from './progress.ts';
import { seedConformance } from './seed-conformance.ts';
import { sendHistory } from './send-history.ts';
import type { Person } from './working-day.ts';

/**
 * Makes the demonstration company through the public API alone, as its operator, its administrator, its identity
 * providers and its products would. What comes in: a running gateway and its operator key. What goes out: the company
 * さくら製作所 of 200 people with 13 months of events and the access log of its Backlog, an organisation `conformance` for
 * test suites, and the keys to both.
 */

const domains = { byHand: 'sakura-hq.example', entra: 'sakura-seisakusho.example', okta: 'sakura-digital.example' };
const products = ['Backlog', 'Cacoo', 'Typetalk', 'Apps'] as const;
const eventsPerDay = { Backlog: 380, Cacoo: 60, Typetalk: 60, Apps: 90 } as const;
const accessesPerDay = 400;
const connectionNames: Readonly<Record<string, string>> = {
  'entra-id': 'Microsoft Entra ID（本社）',
  okta: 'Okta（さくらデジタル）',
};

export interface DemoSurroundings {
  readonly baseUrl: string;
  readonly operatorKey: string;
  readonly progress: Progress;
  readonly tell: (progress: string) => void;
}

export async function makeDemo(surroundings: DemoSurroundings): Promise<DemoFile> {
  const { baseUrl, operatorKey, progress, tell } = surroundings;
  const operator = createAdminClient({ baseUrl, apiKey: operatorKey });

  tell('Creating 株式会社さくら製作所');
  const company = await createCompany(operator, surroundings, {
    name: '株式会社さくら製作所',
    rule: 'verified',
    owner: { name: '桜井 美咲', email: `misaki.sakurai@${domains.byHand}` },
  });
  for (const domain of Object.values(domains)) {
    await operator.vouchForDomain({ params: { organisationId: company.organisationId, domain } });
  }

  tell('Creating managed accounts and teams by hand');
  const byHand = await progress.step('by-hand', () => hireByHand(company.client));

  tell('Provisioning as Microsoft Entra ID and Okta');
  const connections = await progress.step('connections', () => connect(company.client, connectionNames));
  const entra = createEntraSimulator({
    target: targetOf(connections, 'entra-id'),
    directory: japaneseDirectory({ people: 100, seed: 1, domain: domains.entra }),
  });
  const okta = createOktaSimulator({
    target: targetOf(connections, 'okta'),
    directory: japaneseDirectory({ people: 60, seed: 2, domain: domains.okta }),
  });
  const provisioned = await progress.step('provisioned', async () => [
    ...(await provision(entra)),
    ...(await provision(okta)),
  ]);

  tell('Writing 13 months of events');
  const eventKeys = await progress.step('event-keys', () => issueEventKeys(company.client));
  const end = new Date(await progress.step('end', async () => new Date().toISOString()));
  const people = [company.owner, ...byHand, ...provisioned] as const;
  for (const product of products) {
    const events = history({ product, people, end, perDay: eventsPerDay[product] });
    await sendHistory(`${baseUrl}/audit/v1/events`, eventKeys[product], events);
  }
  const backlog = { organisationId: company.organisationId, product: 'Backlog' };
  await operator.setProductPlan({ params: backlog, body: { plan: 'platinum' } });
  const views = accesses({ people, end, perDay: accessesPerDay });
  await sendHistory(`${baseUrl}/audit/v1/access-events`, eventKeys.Backlog, views);

  tell('Creating the organisation conformance, and replaying published requests against it');
  const conformance = await makeConformance(operator, surroundings);

  return {
    baseUrl,
    organisationId: company.organisationId,
    admin: company.admin,
    apiKey: company.apiKey,
    connections,
    eventKeys,
    conformance,
  };
}

interface Company {
  readonly organisationId: string;
  readonly admin: DemoFile['admin'];
  readonly apiKey: string;
  readonly owner: Person;
  readonly client: AdminClient;
}

/** An organisation under contract with its owner, and an API key that may do all that the owner may. */
async function createCompany(
  operator: AdminClient,
  { baseUrl, progress }: DemoSurroundings,
  wanted: { name: string; rule: 'verified' | 'waived'; owner: { name: string; email: string } },
): Promise<Company> {
  const { name } = wanted;
  const password = await progress.step(`password of ${name}`, async () => randomBytes(15).toString('base64url'));
  const admin = { email: wanted.owner.email, password };
  const facts = await progress.step(name, async () => {
    const exists = (await operator.listOrganisations({ query: { limit: 100 } })).items.some((one) => one.name === name);
    if (!exists) {
      const owner = { ...wanted.owner, password };
      await operator.createOrganisation({ body: { name, emailDomainRule: wanted.rule, owner } });
    }
    const session = createAdminClient({ baseUrl, fetch: sessionFetch(baseUrl) });
    await session.signIn({ body: admin });
    const { account, organisation, permissions } = await session.getMe();
    await operator.setOrganisationContract({
      params: { organisationId: organisation.id },
      body: { state: 'contracted' },
    });
    const { secret } = await session.issueApiKey({
      body: { purpose: 'admin-api', name: 'デモ用 API キー', scopes: [...permissions] },
    });
    await session.signOut();
    return { organisationId: organisation.id, apiKey: secret, owner: { id: account.id, ...wanted.owner } };
  });
  return { ...facts, admin, client: createAdminClient({ baseUrl, apiKey: facts.apiKey }) };
}

/** 39 people whom administrators keep themselves, in teams of their own. */
async function hireByHand(client: AdminClient): Promise<Person[]> {
  const directory = japaneseDirectory({ people: 39, seed: 3, groups: 4, domain: domains.byHand });
  const ids = new Map<string, string>();
  const hired: Person[] = [];
  for (const { key, displayName: name, email, employeeNumber, role, language } of directory.people) {
    const wanted = {
      name,
      email,
      language,
      uniqueId: `HQ-${employeeNumber}`,
      role: role === 'ADMIN' ? 'administrator' : role === 'GUEST' ? 'guest' : 'member',
    } as const;
    const { id } = await unlessThere(
      () => client.createMember({ body: wanted }),
      async () => (await client.listMembers({ query: { text: email } })).items[0],
    );
    ids.set(key, id);
    hired.push({ id, name, email });
  }
  for (const group of directory.groups) {
    const name = `本社 ${group.displayName}`;
    const team = await unlessThere(
      () => client.createTeam({ body: { name } }),
      async () => (await client.listTeams({ query: { text: name } })).items[0],
    );
    for (const key of group.memberKeys) {
      const memberId = ids.get(key);
      if (memberId !== undefined) await client.addTeamMember({ params: { teamId: team.id, memberId } });
    }
  }
  return hired;
}

/** Creates, or finds what an interrupted run created. */
async function unlessThere<Found>(
  create: () => Promise<Found>,
  find: () => Promise<Found | undefined>,
): Promise<Found> {
  try {
    return await create();
  } catch (error) {
    const found = error instanceof AdminApiError && error.status === 409 ? await find() : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

async function connect(
  client: AdminClient,
  names: Readonly<Record<string, string>>,
): Promise<Record<string, ScimTarget>> {
  const targets: Record<string, ScimTarget> = {};
  for (const [providerId, name] of Object.entries(names)) {
    const { items } = await client.listConnections();
    const there = items.find((connection) => connection.name === name);
    const connection = there ?? (await client.createConnection({ body: { providerId, name } }));
    const { secret } = await client.issueConnectionToken({ params: { connectionId: connection.id }, body: {} });
    targets[providerId] = { scimBaseUrl: connection.scimBaseUrl, token: secret };
  }
  return targets;
}

/** Lets a simulated identity provider run its first cycle; fails loudly if the gateway refused any of it. */
async function provision(simulator: IdpSimulator): Promise<Person[]> {
  const report = await simulator.initialCycle();
  if (report.failures.length > 0) {
    throw new Error(`${simulator.providerId} could not provision: ${JSON.stringify(report.failures.slice(0, 3))}`);
  }
  const people = simulator.directory.people.flatMap(({ key, displayName: name, email }) => {
    const id = simulator.remoteIdOf(key);
    return id === undefined ? [] : [{ id, name, email }];
  });
  await simulator.close();
  return people;
}

async function issueEventKeys(client: AdminClient): Promise<Record<(typeof products)[number], string>> {
  const issue = async (product: string) => {
    const { secret } = await client.issueApiKey({
      body: { purpose: 'events', name: `${product} の監査ログ`, product },
    });
    return secret;
  };
  const [backlog, cacoo, typetalk, apps] = [
    await issue('Backlog'),
    await issue('Cacoo'),
    await issue('Typetalk'),
    await issue('Apps'),
  ];
  return { Backlog: backlog, Cacoo: cacoo, Typetalk: typetalk, Apps: apps };
}

/** An organisation in which any `userName` is welcome, for test suites and published samples. */
async function makeConformance(
  operator: AdminClient,
  surroundings: DemoSurroundings,
): Promise<Record<string, ScimTarget>> {
  const company = await createCompany(operator, surroundings, {
    name: 'conformance',
    rule: 'waived',
    owner: { name: 'Conformance', email: 'owner@conformance.example' },
  });
  const { items } = await company.client.listIdentityProviders();
  const names = Object.fromEntries(items.map(({ id, displayName }) => [id, displayName.en]));
  const targets = await surroundings.progress.step('conformance connections', () => connect(company.client, names));
  for (const target of Object.values(targets)) await seedConformance(target);
  for (const providerId of ['entra-id', 'okta', 'onelogin', 'cloudgate-uno'] as const) {
    const checks = await replaySamples(providerId, targetOf(targets, providerId));
    const failed = checks.filter((check) => !check.passed);
    if (failed.length > 0) throw new Error(`${providerId} would not be content: ${JSON.stringify(failed)}`);
  }
  return targets;
}

function targetOf(targets: Record<string, ScimTarget>, providerId: string): ScimTarget {
  const target = targets[providerId];
  if (target === undefined) throw new Error(`There is no connection for ${providerId}`);
  return target;
}
