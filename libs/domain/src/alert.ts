import type { AuditFilter } from './audit-filter.ts';
import { DomainError } from './errors.ts';
import type { Decision } from './events.ts';
import type { LocalisedText } from './language.ts';

/** Rules that watch an organisation's audit log, and the alerts that they raise. */
export interface AlertRule {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly condition: AlertCondition;
  readonly notify: AlertRecipients;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Who is told. An alert is in the app and the API in any case. */
export interface AlertRecipients {
  readonly emails: readonly string[];
  /** Webhook destinations of the same organisation; those that were deleted since are passed over. */
  readonly destinationIds: readonly string[];
}

/**
 * What a rule looks for. Thresholds count events that *happened* within the window, whenever they arrived; once one is
 * reached, what happens within another window of it belongs to the same alert.
 */
export type AlertCondition =
  | SearchCondition
  /** One person downloads or exports much. */
  | { readonly kind: 'many-downloads'; readonly threshold: number; readonly windowMinutes: number }
  /** Somebody is invited, or an account made, at a domain that the organisation has not verified. */
  | { readonly kind: 'outside-invitation' }
  | { readonly kind: 'project-deletion' }
  /** A person signs in from an address range that they have not signed in from before. The first one is learnt. */
  | { readonly kind: 'new-network-sign-in' }
  /** One person changes much outside working hours. */
  | OffHoursCondition
  /** The brake has stopped provisioning. */
  | { readonly kind: 'provisioning-brake' };

export type AlertKind = AlertCondition['kind'];

/** Anything that a search finds. */
export interface SearchCondition {
  readonly kind: 'search';
  readonly filter: AuditFilter;
  /** So many events … */
  readonly threshold: number;
  /** … within so many minutes … */
  readonly windowMinutes: number;
  /** … of the whole organisation, or by one person. */
  readonly per: 'organisation' | 'actor';
}

export interface OffHoursCondition {
  readonly kind: 'off-hours-bulk';
  readonly threshold: number;
  readonly windowMinutes: number;
  /** In the organisation's time zone. `from` is the first hour of work, `to` the first after it; 0 to 24. */
  readonly workingHours: { readonly from: number; readonly to: number };
  /** 1 is Monday, 7 is Sunday. */
  readonly workingDays: readonly number[];
}

/** One occurrence of what a rule looks for. */
export interface Alert {
  readonly id: string;
  readonly organisationId: string;
  /** Null once the rule is deleted, and of the brake that closed where no rule looks for it. */
  readonly ruleId: string | null;
  /** As it was when the alert was raised; null where no rule raised it: what to call that is the reader's language's. */
  readonly ruleName: string | null;
  readonly kind: AlertKind;
  /** Whom or what it is about, as the log names it; empty when it is the organisation as a whole. */
  readonly subject: string;
  readonly eventCount: number;
  /** When the first and the last of those events happened. */
  readonly firstEventAt: Date;
  readonly lastEventAt: Date;
  readonly evidence: AlertEvidence;
  readonly raisedAt: Date;
  readonly acknowledgedAt: Date | null;
  /** The name of whoever took note. */
  readonly acknowledgedBy: string | null;
}

/** The search that shows the events behind an alert, as the audit log's page takes it. */
export interface AlertEvidence {
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  readonly product?: string | undefined;
  readonly category?: string | undefined;
  readonly event?: string | undefined;
  readonly actor?: string | undefined;
  readonly ip?: string | undefined;
  readonly text?: string | undefined;
  /** The one event that it is about, where it is one. */
  readonly id?: string | undefined;
}

export interface NewAlertRule {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly condition: AlertCondition;
  readonly notify: AlertRecipients;
}

export const mostAlertRules = 50;

/** `webhooks` are the ids of the organisation's webhook destinations: the only ones that can be told. */
export function decideCreateAlertRule(
  wanted: NewAlertRule,
  facts: { readonly existing: number; readonly webhooks: readonly string[] },
  now: Date,
): Decision<AlertRule> {
  if (facts.existing >= mostAlertRules) {
    throw new DomainError('alert-rule.limit-reached', {
      ja: `アラートのルールは ${mostAlertRules} 件まで登録できます。使っていないルールを削除してください。`,
      en: `There can be ${mostAlertRules} alert rules. Delete one that is not used.`,
    });
  }
  assertWebhooks(wanted.notify, facts.webhooks);
  const name = parseName(wanted.name);
  return {
    next: {
      ...wanted,
      name,
      condition: checkedCondition(wanted.condition),
      enabled: true,
      createdAt: now,
      updatedAt: now,
    },
    events: [{ type: 'alert-rule.created', ruleName: name }],
  };
}

export function decideChangeAlertRule(
  before: AlertRule,
  change: {
    readonly name?: string | undefined;
    readonly enabled?: boolean | undefined;
    readonly condition?: AlertCondition | undefined;
    readonly notify?: AlertRecipients | undefined;
  },
  facts: { readonly webhooks: readonly string[] },
  now: Date,
): Decision<AlertRule> {
  if (change.notify !== undefined) assertWebhooks(change.notify, facts.webhooks);
  const next: AlertRule = {
    ...before,
    name: change.name === undefined ? before.name : parseName(change.name),
    enabled: change.enabled ?? before.enabled,
    condition: change.condition === undefined ? before.condition : checkedCondition(change.condition),
    notify: change.notify ?? before.notify,
    updatedAt: now,
  };
  const changed = (['name', 'enabled', 'condition', 'notify'] as const).filter(
    (field) => JSON.stringify(next[field]) !== JSON.stringify(before[field]),
  );
  if (changed.length === 0) return { next: before, events: [] };
  return { next, events: [{ type: 'alert-rule.updated', ruleName: next.name, changed }] };
}

export function decideDeleteAlertRule(before: AlertRule): Decision<null> {
  return { next: null, events: [{ type: 'alert-rule.deleted', ruleName: before.name }] };
}

/** Notes that somebody has seen it. Again: nothing happens, and the first one stays named. */
export function decideAcknowledgeAlert(before: Alert, by: string, now: Date): Decision<Alert> {
  if (before.acknowledgedAt !== null) return { next: before, events: [] };
  return {
    next: { ...before, acknowledgedAt: now, acknowledgedBy: by },
    events: [{ type: 'alert.acknowledged', ruleName: before.ruleName }],
  };
}

/** What has happened, in one sentence. */
export function describeAlert(alert: Pick<Alert, 'kind' | 'subject' | 'eventCount' | 'ruleName'>): LocalisedText {
  const { subject, eventCount, ruleName } = alert;
  switch (alert.kind) {
    case 'search': {
      const who = subject === '' ? { ja: '', en: '' } : { ja: `${subject} による`, en: ` by ${subject}` };
      return {
        ja: `「${ruleName ?? ''}」に該当する${who.ja}操作が ${eventCount} 件ありました。`,
        en: `${eventCount} event(s)${who.en} match the rule "${ruleName ?? ''}".`,
      };
    }
    case 'many-downloads':
      return {
        ja: `${subject} が短い時間に ${eventCount} 件のダウンロードまたは出力を行いました。`,
        en: `${subject} made ${eventCount} downloads or exports in a short time.`,
      };
    case 'outside-invitation':
      return {
        ja: `組織で確認していないドメインの利用者が追加されました: ${subject}`,
        en: `Somebody at a domain that the organisation has not verified was added: ${subject}`,
      };
    case 'project-deletion':
      return { ja: `プロジェクトが削除されました: ${subject}`, en: `A project was deleted: ${subject}` };
    case 'new-network-sign-in':
      return {
        ja: `これまでと異なるネットワークからサインインがありました: ${subject}`,
        en: `Somebody signed in from a network that is new for them: ${subject}`,
      };
    case 'off-hours-bulk':
      return {
        ja: `${subject} が業務時間外に ${eventCount} 件の操作を行いました。`,
        en: `${subject} made ${eventCount} changes outside working hours.`,
      };
    case 'provisioning-brake':
      return {
        ja: `ブレーキがプロビジョニングを停止しました: ${subject}`,
        en: `The brake has stopped provisioning: ${subject}`,
      };
  }
}

function checkedCondition(condition: AlertCondition): AlertCondition {
  if (condition.kind === 'search' && Object.values(condition.filter).every((value) => value === undefined)) {
    throw new DomainError(
      'alert-rule.filter-empty',
      {
        ja: '検索条件を一つ以上指定してください。条件がないと、すべての操作がアラートになります。',
        en: 'Give at least one condition: without any, every event would raise an alert.',
      },
      'condition.filter',
    );
  }
  if (condition.kind === 'off-hours-bulk' && condition.workingHours.from >= condition.workingHours.to) {
    throw new DomainError(
      'alert-rule.working-hours-invalid',
      {
        ja: '業務時間は、開始を終了より前にしてください。',
        en: 'Working hours must begin before they end.',
      },
      'condition.workingHours',
    );
  }
  return condition;
}

function parseName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length > 0) return trimmed;
  throw new DomainError(
    'alert-rule.name-missing',
    { ja: 'ルールの名前を入力してください。', en: 'A name for the rule is needed.' },
    'name',
  );
}

function assertWebhooks(notify: AlertRecipients, webhooks: readonly string[]): void {
  if (notify.destinationIds.every((id) => webhooks.includes(id))) return;
  throw new DomainError(
    'alert-rule.destination-unknown',
    {
      ja: '通知先に指定できるのは、この組織の Webhook の転送先だけです。',
      en: "Only the organisation's own webhook destinations can be told of alerts.",
    },
    'notify.destinationIds',
  );
}
