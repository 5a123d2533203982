import { AuditStoreUnavailable, type StoredEvent } from '@sekisho/audit-store';
import type { Alert, AlertCondition, AlertEvidence, AlertRule, Organisation } from '@sekisho/domain';
import { networkOf } from '@sekisho/forwarding';
import type { Logger } from '@sekisho/platform';
import {
  addKnownNetworks,
  type Database,
  findOrganisation,
  forgetUnwatchedOrganisations,
  insertAlert,
  insertNotifications,
  listAlertRules,
  listEmailDomains,
  listKnownNetworks,
  listProgress,
  listWatchedOrganisations,
  lockAlertPosition,
  purgeProgress,
  type RuleProgress,
  writeAlertPosition,
  writeProgress,
} from '@sekisho/storage';
import type { Kysely, Transaction } from 'kysely';
import {
  type FollowedLog,
  goBackForLateEvents,
  type LogPlace,
  passIdleTime,
  placeAt,
  type ReadPage,
  readOn,
} from '../forwarding/follow-log.ts';
import type { UseCaseDependencies } from '../use-case.ts';
import { countMatch, type MatchCount } from './count-matches.ts';
import { type Match, matchEvent, type OrganisationFacts } from './match-event.ts';

/**
 * Looks through what was newly stored of every organisation with alert rules, and raises alerts. A page of events, what
 * the rules have counted, the alerts, the messages about them and the place in the log are one transaction: wherever a
 * run dies, the next one sees each event counted once, and an occurrence is told once.
 */
export interface AlertDependencies extends UseCaseDependencies {
  readonly log: FollowedLog;
  readonly logger: Logger;
  /** Whether there is a mail server. Without one an alert says so instead of waiting for mail. */
  readonly mailConfigured: boolean;
}

export async function evaluateAlerts(
  dependencies: AlertDependencies,
  signal: AbortSignal,
): Promise<{ readonly alerts: number }> {
  const { db, clock, logger } = dependencies;
  await forgetUnwatchedOrganisations(db);
  await purgeProgress(db, new Date(clock.now().getTime() - progressKeptMs));
  let alerts = 0;
  for (const organisationId of await listWatchedOrganisations(db)) {
    if (signal.aborted) break;
    try {
      alerts += await evaluateOrganisation(dependencies, organisationId, signal);
    } catch (error) {
      // The log as a whole is away: the other organisations have no better luck.
      if (error instanceof AuditStoreUnavailable) throw error;
      logger.error({ organisationId, err: error }, 'alert rules could not be evaluated');
    }
  }
  return { alerts };
}

/** Longer than the longest window, in milliseconds. */
const progressKeptMs = 3 * 86_400_000;

/** How far back the first look at a log reaches at most, in milliseconds. */
const firstLookMs = 86_400_000;

const pageSize = 1_000;

/** An organisation's turn ends after so many events, so that none waits for another's import. */
const pagesATurn = 50;

async function evaluateOrganisation(
  dependencies: AlertDependencies,
  organisationId: string,
  signal: AbortSignal,
): Promise<number> {
  const { db, clock, log } = dependencies;
  const [organisation, domains, allRules] = await Promise.all([
    findOrganisation(db, organisationId),
    listEmailDomains(db, organisationId),
    listAlertRules(db, organisationId),
  ]);
  const rules = allRules.filter((rule) => rule.enabled);
  if (organisation === null || rules.length === 0) return 0;
  const verified = domains.filter(({ state }) => state === 'verified').map(({ name }) => name);
  const facts: OrganisationFacts = { timeZone: organisation.timeZone, domains: new Set(verified) };
  const start = await findPlace(db, organisation, rules, clock.now());
  let place = await goBackForLateEvents(log, organisationId, start.place, start.startedAt);
  let alerts = 0;
  for (let pages = 0; pages < pagesATurn && !signal.aborted; pages += 1) {
    const readAt = clock.now();
    const page = await readOn(log, organisationId, place, readAt, pageSize);
    const next = page?.place ?? passIdleTime(place, readAt);
    if (next === start.place) break;
    const look: Look = { organisation, rules, facts, startedAt: start.startedAt, from: start.place, next };
    const raised = await takeLook(dependencies, look, page);
    if (raised === null) break;
    alerts += raised;
    start.place = next;
    place = next;
    if (page === null || page.isLast) break;
  }
  return alerts;
}

/** Where to go on; an organisation that is watched for the first time begins with its rules. */
async function findPlace(
  db: Kysely<Database>,
  organisation: Organisation,
  rules: readonly AlertRule[],
  now: Date,
): Promise<{ place: LogPlace; readonly startedAt: Date }> {
  return db.transaction().execute(async (trx) => {
    const known = await lockAlertPosition(trx, organisation.id);
    if (known !== null) return { place: known, startedAt: known.startedAt };
    const oldest = Math.min(...rules.map(({ updatedAt }) => updatedAt.getTime()));
    const place = placeAt(new Date(Math.max(oldest, now.getTime() - firstLookMs)));
    const startedAt = place.position.storedAt;
    await writeAlertPosition(trx, organisation.id, { startedAt, ...place });
    return { place, startedAt };
  });
}

interface Look {
  readonly organisation: Organisation;
  readonly rules: readonly AlertRule[];
  readonly facts: OrganisationFacts;
  readonly startedAt: Date;
  /** What is stored as the place. */
  readonly from: LogPlace;
  readonly next: LogPlace;
}

/** One page, one transaction. Null when another worker has moved on meanwhile: then its look counts. */
function takeLook(
  dependencies: AlertDependencies,
  { organisation, rules, facts, startedAt, from, next }: Look,
  page: ReadPage | null,
): Promise<number | null> {
  const { db, clock } = dependencies;
  return db.transaction().execute(async (trx) => {
    const now = clock.now();
    const current = await lockAlertPosition(trx, organisation.id);
    if (current === null || !isSamePlace(current, from)) return null;
    const found = page === null ? [] : await findOccurrences(trx, organisation, rules, facts, page.events, now);
    let raised = 0;
    for (const occurrence of found) {
      if (await raise(trx, dependencies, occurrence, now)) raised += 1;
    }
    await writeAlertPosition(trx, organisation.id, { startedAt, ...next });
    return raised;
  });
}

function isSamePlace({ position: one }: LogPlace, { position: other }: LogPlace): boolean {
  return (
    one.storedAt.getTime() === other.storedAt.getTime() &&
    one.occurredAt.getTime() === other.occurredAt.getTime() &&
    one.eventId === other.eventId
  );
}

/** Something that a rule looks for has happened. */
interface Occurrence {
  readonly rule: AlertRule;
  /** Tells it from every other occurrence of the rule. */
  readonly key: string;
  readonly subject: string;
  readonly count: number;
  readonly first: Date;
  readonly last: Date;
  readonly evidence: AlertEvidence;
}

interface MatchedEvent {
  readonly rule: AlertRule;
  readonly match: Match;
  readonly stored: StoredEvent;
}

async function findOccurrences(
  trx: Transaction<Database>,
  organisation: Organisation,
  rules: readonly AlertRule[],
  facts: OrganisationFacts,
  events: readonly StoredEvent[],
  now: Date,
): Promise<Occurrence[]> {
  const matched = rules.flatMap((rule) =>
    events.flatMap((stored): MatchedEvent[] => {
      if (stored.storedAt < rule.createdAt) return [];
      const match = matchEvent(rule.condition, stored.event, facts);
      return match === null ? [] : [{ rule, match, stored }];
    }),
  );
  const isSignIn = ({ rule }: MatchedEvent) => rule.condition.kind === 'new-network-sign-in';
  const isCounted = ({ rule }: MatchedEvent) => 'threshold' in rule.condition;
  return [
    ...matched.filter((each) => !isSignIn(each) && !isCounted(each)).map(single),
    ...(await fromNewNetworks(trx, organisation.id, matched.filter(isSignIn), now)),
    ...(await bursts(trx, organisation.id, matched.filter(isCounted), now)),
  ];
}

/** An event that is an occurrence by itself. */
function single({ rule, match, stored: { event } }: MatchedEvent): Occurrence {
  const at = new Date(event.occurredAt);
  return {
    rule,
    key: event.id,
    subject: match.subject,
    count: 1,
    first: at,
    last: at,
    evidence: {
      from: event.occurredAt,
      to: new Date(at.getTime() + 1).toISOString(),
      product: event.product,
      category: event.category,
      event: event.event,
      id: event.id,
    },
  };
}

/** Learns where people sign in from. The first network of a person is no news: everybody has one. */
async function fromNewNetworks(
  trx: Transaction<Database>,
  organisationId: string,
  signIns: readonly MatchedEvent[],
  now: Date,
): Promise<Occurrence[]> {
  const accounts = [...new Set(signIns.map(({ match }) => match.key))];
  const before = await listKnownNetworks(trx, organisationId, accounts);
  const known = new Map(accounts.map((accountId) => [accountId, new Set(before.get(accountId))]));
  const learnt: { accountId: string; network: string }[] = [];
  const occurrences: Occurrence[] = [];
  const isNews = new Set<string>();
  for (const each of signIns) {
    const accountId = each.match.key;
    const network = networkOf(each.stored.event.ipAddress);
    const networks = known.get(accountId);
    if (network === null || networks === undefined) continue;
    // Several rules may look for it; each tells it.
    const newsKey = `${accountId} ${network}`;
    if (!networks.has(network)) {
      if (networks.size > 0) isNews.add(newsKey);
      networks.add(network);
      learnt.push({ accountId, network });
    }
    const isFirst = !occurrences.some(({ rule, key }) => rule === each.rule && key === newsKey);
    if (isNews.has(newsKey) && isFirst) occurrences.push({ ...single(each), key: newsKey });
  }
  await addKnownNetworks(trx, organisationId, learnt, now);
  return occurrences;
}

async function bursts(
  trx: Transaction<Database>,
  organisationId: string,
  matched: readonly MatchedEvent[],
  now: Date,
): Promise<Occurrence[]> {
  const keyOf = (ruleId: string, subject: string) => `${ruleId} ${subject}`;
  const wanted = new Map(
    matched.map(({ rule, match }) => [keyOf(rule.id, match.key), { ruleId: rule.id, subject: match.key }]),
  );
  const stored = await listProgress(trx, organisationId, [...wanted.values()]);
  const counts = new Map<string, MatchCount>(stored.map((each) => [keyOf(each.ruleId, each.subject), each]));
  const occurrences: Occurrence[] = [];
  for (const { rule, match, stored: found } of matched) {
    if (!('threshold' in rule.condition)) continue;
    const key = keyOf(rule.id, match.key);
    const { event } = found;
    const { next, burst } = countMatch(
      counts.get(key) ?? { matches: [], silentUntil: null },
      { at: new Date(event.occurredAt), eventId: event.id },
      rule.condition,
    );
    counts.set(key, next);
    if (burst === null) continue;
    const { first, last, count } = burst;
    const windowEnd = new Date(last.getTime() + rule.condition.windowMinutes * 60_000);
    const evidence = { from: first.toISOString(), to: windowEnd.toISOString(), ...searchOf(rule.condition, match.key) };
    occurrences.push({ rule, key: burst.eventId, subject: match.subject, count, first, last, evidence });
  }
  const progress: RuleProgress[] = [...wanted].flatMap(([key, { ruleId, subject }]) => {
    const count = counts.get(key);
    return count === undefined ? [] : [{ ruleId, subject, ...count }];
  });
  await writeProgress(trx, organisationId, progress, now);
  return occurrences;
}

/** The search behind a counting condition. The page takes one value a field: of several it shows all. */
function searchOf(condition: AlertCondition, actor: string): Partial<AlertEvidence> {
  const by = actor === '' ? {} : { actor };
  if (condition.kind !== 'search') return by;
  const { products, categories, events, ipAddress, text } = condition.filter;
  const only = (values: readonly string[] | undefined) => (values?.length === 1 ? values[0] : undefined);
  const entries = {
    product: only(products),
    category: only(categories),
    event: only(events),
    actor: condition.filter.actor,
    ip: ipAddress,
    text,
    ...by,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined && value !== ''));
}

async function raise(
  trx: Transaction<Database>,
  { ids, mailConfigured, logger }: AlertDependencies,
  occurrence: Occurrence,
  now: Date,
): Promise<boolean> {
  const { rule } = occurrence;
  const alert: Alert = {
    id: ids.uuid(),
    organisationId: rule.organisationId,
    ruleId: rule.id,
    ruleName: rule.name,
    kind: rule.condition.kind,
    subject: occurrence.subject,
    eventCount: occurrence.count,
    firstEventAt: occurrence.first,
    lastEventAt: occurrence.last,
    evidence: occurrence.evidence,
    raisedAt: now,
    acknowledgedAt: null,
    acknowledgedBy: null,
  };
  if (!(await insertAlert(trx, alert, occurrence.key))) return false;
  const about = { organisationId: alert.organisationId, alertId: alert.id };
  await insertNotifications(
    trx,
    [
      ...rule.notify.emails.map((target) => ({
        id: ids.uuid(),
        ...about,
        channel: 'email' as const,
        target,
        state: mailConfigured ? ('pending' as const) : ('not-configured' as const),
      })),
      ...rule.notify.destinationIds.map((target) => ({
        id: ids.uuid(),
        ...about,
        channel: 'webhook' as const,
        target,
        state: 'pending' as const,
      })),
    ],
    now,
  );
  logger.info({ organisationId: alert.organisationId, alertId: alert.id, kind: alert.kind }, 'alert raised');
  return true;
}
