import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@sekisho/provider-kit';
import { cloudGateDialect } from '../dialects/cloudgate.ts';
import { entraDialect } from '../dialects/entra.ts';
import { oktaDialect } from '../dialects/okta.ts';
import { oneLoginDialect } from '../dialects/onelogin.ts';
import { seededRandom } from '../directory/seeded-random.ts';
import type { SimulatedProvider } from '../simulators.ts';
import { RunRecorder } from '../wire/run-report.ts';
import { type SimulatorTarget, Wire, type WireReply } from '../wire/wire.ts';
import { cloudGateScenario } from './cloudgate-scenario.ts';
import { entraScenario } from './entra-scenario.ts';
import { oktaScenario } from './okta-scenario.ts';
import { oneLoginScenario } from './onelogin-scenario.ts';
import type { Expectation, ReplayStep } from './scenario.ts';

/** One expectation of a provider, and whether it holds. */
export interface ReplayCheck {
  /** The published sample that it belongs to. */
  readonly sample: string;
  readonly sentence: string;
  readonly passed: boolean;
  /** What was there instead; empty when passed. */
  readonly detail: string;
}

export interface ReplayOptions {
  /** Makes this run's names its own, so that a connection can be replayed to any number of times. Default: random. */
  readonly run?: string;
}

const scenarios: Readonly<Record<SimulatedProvider, readonly ReplayStep[]>> = {
  'entra-id': entraScenario,
  okta: oktaScenario,
  onelogin: oneLoginScenario,
  'cloudgate-uno': cloudGateScenario,
};

const headers: Readonly<Record<SimulatedProvider, Readonly<Record<string, string>>>> = {
  'entra-id': entraDialect().headers,
  okta: oktaDialect().headers,
  onelogin: oneLoginDialect().headers,
  'cloudgate-uno': cloudGateDialect().headers,
};

/**
 * Sends a provider's published requests, one after another with real ids, and reads back what each should have done.
 * The connection must take any address (an organisation whose e-mail rule is waived): the samples' are at domains of
 * others. Refusals become failed checks; only a service that can't be reached makes it throw.
 */
export async function replaySamples(
  provider: SimulatedProvider,
  target: SimulatorTarget,
  options: ReplayOptions = {},
): Promise<readonly ReplayCheck[]> {
  const recorder = new RunRecorder();
  const wire = new Wire({
    target,
    headers: headers[provider],
    connections: 1,
    requestsPerSecond: undefined,
    timeoutMs: 60_000,
    loseReplies: 0,
    longestRetryAfterSeconds: 60,
    random: seededRandom(1),
    recorder: () => recorder,
  });
  try {
    const names = new Map([['run', options.run ?? randomBytes(4).toString('hex')]]);
    const checks: ReplayCheck[] = [];
    for (const step of scenarios[provider]) checks.push(...(await replayStep(wire, step, names)));
    return checks;
  } finally {
    await wire.close();
  }
}

async function replayStep(wire: Wire, step: ReplayStep, names: Map<string, string>): Promise<readonly ReplayCheck[]> {
  const { method, path, body, headers: own } = step.request;
  const reply = await wire.exchange({
    kind: 'replay',
    method,
    path: encodePath(fill(path, names)),
    ...(body === undefined ? {} : { body: fillObject(body, names) }),
    ...(own === undefined ? {} : { headers: own }),
  });
  const id = isJsonObject(reply.body) ? reply.body['id'] : undefined;
  if (step.saves !== undefined && typeof id === 'string') names.set(step.saves, id);
  const answered: ReplayCheck = {
    sample: step.sample,
    sentence: `${step.sentence}: ${step.status.join(' or ')}`,
    passed: step.status.includes(reply.status),
    detail: step.status.includes(reply.status) ? '' : `${reply.status} ${JSON.stringify(reply.body ?? '')}`,
  };
  const expected: ReplayCheck[] = [];
  for (const expectation of step.expects ?? []) {
    expected.push({ sample: step.sample, ...(await check(wire, expectation, reply, names)) });
  }
  return [answered, ...expected];
}

async function check(
  wire: Wire,
  expectation: Expectation,
  reply: WireReply,
  names: ReadonlyMap<string, string>,
): Promise<Omit<ReplayCheck, 'sample'>> {
  switch (expectation.kind) {
    case 'replies': {
      const found = valueAt(reply.body, expectation.at);
      return verdict(`the reply's ${expectation.at.join('.')}`, found, fillValue(expectation.value, names));
    }
    case 'finds': {
      const resources = isJsonObject(reply.body) ? reply.body['Resources'] : undefined;
      return verdict('finds', idsIn(resources, 'id'), expectation.ids.map((id) => fill(id, names)).toSorted());
    }
    case 'shows': {
      const { body } = await read(wire, fill(expectation.resource, names));
      const found = valueAt(body, expectation.at);
      return verdict(`${expectation.at.join('.')} read back`, found, fillValue(expectation.value, names));
    }
    case 'members': {
      const { body } = await read(wire, fill(`/Groups/{${expectation.group}}`, names));
      const members = isJsonObject(body) ? idsIn(body['members'], 'value') : [];
      return verdict('members read back', members, expectation.are.map((id) => fill(id, names)).toSorted());
    }
    case 'gone': {
      const { status } = await read(wire, fill(expectation.resource, names));
      return verdict('gone when read back', status, 404);
    }
  }
}

async function read(wire: Wire, path: string): Promise<WireReply> {
  return wire.exchange({ kind: 'replay', method: 'GET', path });
}

function verdict(
  what: string,
  found: JsonValue | undefined,
  expected: JsonValue | undefined,
): Omit<ReplayCheck, 'sample'> {
  const passed = isDeepStrictEqual(found, expected);
  return {
    sentence: `${what} ${expected === undefined ? 'is absent' : `is ${JSON.stringify(expected)}`}`,
    passed,
    detail: passed ? '' : `found ${JSON.stringify(found) ?? 'nothing'}`,
  };
}

function idsIn(list: JsonValue | undefined, member: 'id' | 'value'): readonly string[] {
  if (!isJsonArray(list)) return [];
  return list.flatMap((element) => (isJsonObject(element) ? String(element[member]) : [])).toSorted();
}

function valueAt(value: JsonValue | undefined, path: readonly (string | number)[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((current, key) => {
    if (typeof key === 'number') return isJsonArray(current) ? current[key] : undefined;
    return isJsonObject(current) ? current[key] : undefined;
  }, value);
}

/** Unknown names stay as they are: their step failed, and says so. */
function fill(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => names.get(name) ?? whole);
}

function fillValue(value: JsonValue | undefined, names: ReadonlyMap<string, string>): JsonValue | undefined {
  if (typeof value === 'string') return fill(value, names);
  if (isJsonArray(value)) return value.map((element) => fillValue(element, names) ?? null);
  return isJsonObject(value) ? fillObject(value, names) : value;
}

function fillObject(object: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, fillValue(value, names)]));
}

/** Paths are written as published; on the wire the query is percent-encoded, plus signs and escapes left as they are. */
function encodePath(path: string): string {
  return encodeURI(path).replaceAll('%25', '%').replaceAll('[', '%5B').replaceAll(']', '%5D');
}
