import type { AuditEvent } from '@sekisho/audit-events';
import type { AlertCondition, AuditFilter } from '@sekisho/domain';
import { describe, expect, it } from 'vitest';
import { matchEvent, passesFilter } from './match-event.ts';

const facts = { timeZone: 'Asia/Tokyo', domains: new Set(['example.co.jp']) };

function event(given: Partial<AuditEvent>): AuditEvent {
  return {
    id: '0193f000-0000-7000-8000-000000000001',
    organisationId: 'org_alerts',
    product: 'Backlog',
    occurredAt: '2026-11-20T05:00:00.000Z',
    category: 'Issue',
    event: 'Update an issue',
    action: 'MARKETING-15 was updated in マーケティング部',
    operationUserId: '2tLVEPOdM0Ux4m5',
    operationUserName: '城島 あゆみ',
    operationUserEmail: 'Kijima@example.co.jp',
    ipAddress: '192.0.2.15',
    userAgent: '',
    spaceKey: '',
    version: 'V1',
    ...given,
  };
}

describe('a filter means what it means in the search', () => {
  it.each<[AuditFilter, boolean]>([
    [{}, true],
    [{ products: ['Backlog', 'Cacoo'] }, true],
    [{ products: ['Cacoo'] }, false],
    [{ products: [] }, false],
    [{ categories: ['Issue'], events: ['Add an issue'] }, false],
    [{ actor: '2tLVEPOdM0Ux4m5' }, true],
    [{ actor: 'kijima@' }, true],
    [{ actor: '城島' }, true],
    [{ actor: '2tLV' }, false],
    [{ ipAddress: '192.0.2.0/24' }, true],
    [{ ipAddress: '198.51.100.0/24' }, false],
    [{ text: 'marketing-15' }, true],
    [{ text: 'SALES' }, false],
    [{ actor: '', ipAddress: '', text: '' }, true],
  ])('%j: %s', (filter, passes) => {
    expect(passesFilter(filter, event({}))).toBe(passes);
  });
});

const offHours: AlertCondition = {
  kind: 'off-hours-bulk',
  threshold: 50,
  windowMinutes: 60,
  workingHours: { from: 9, to: 18 },
  workingDays: [1, 2, 3, 4, 5],
};
const downloads: AlertCondition = { kind: 'many-downloads', threshold: 10, windowMinutes: 10 };

describe('the built-in conditions', () => {
  it.each<[string, AlertCondition, Partial<AuditEvent>, string | null]>([
    ['a file', downloads, { event: 'Download a file' }, '城島 あゆみ (Kijima@example.co.jp)'],
    ['a chart', downloads, { event: 'Download a project Gantt chart as' }, '城島 あゆみ (Kijima@example.co.jp)'],
    ['the log itself', downloads, { event: 'Export the audit log' }, '城島 あゆみ (Kijima@example.co.jp)'],
    ['no download', downloads, { event: 'Add a file' }, null],
    ['nobody', downloads, { event: 'Download a file', operationUserId: '', operationUserName: '' }, null],
    ['14:00 on a Friday in Tokyo', offHours, { occurredAt: '2026-11-20T05:00:00.000Z' }, null],
    ['17:59', offHours, { occurredAt: '2026-11-20T08:59:59.999Z' }, null],
    ['18:00', offHours, { occurredAt: '2026-11-20T09:00:00.000Z' }, '城島 あゆみ (Kijima@example.co.jp)'],
    ['08:59', offHours, { occurredAt: '2026-11-19T23:59:59.000Z' }, '城島 あゆみ (Kijima@example.co.jp)'],
    [
      'Saturday, though UTC says Friday',
      offHours,
      { occurredAt: '2026-11-20T15:30:00.000Z' },
      '城島 あゆみ (Kijima@example.co.jp)',
    ],
    ['an identity provider at night', offHours, { occurredAt: '2026-11-20T15:30:00.000Z', operationUserId: '' }, null],
    ['a sign-in at night', offHours, { occurredAt: '2026-11-20T15:30:00.000Z', category: 'Sign-in' }, null],
    [
      'an invitation elsewhere',
      { kind: 'outside-invitation' },
      { event: 'Invite a member', action: 'yamada@gmail.example was invited' },
      'yamada@gmail.example',
    ],
    [
      'an account elsewhere',
      { kind: 'outside-invitation' },
      { event: 'Create a managed account', action: '山田 太郎 (yamada@other.example) was created' },
      'yamada@other.example',
    ],
    [
      'an invitation here, in capitals',
      { kind: 'outside-invitation' },
      { event: 'Invite a member', action: 'YAMADA@EXAMPLE.CO.JP was invited' },
      null,
    ],
    [
      'a subdomain is another domain',
      { kind: 'outside-invitation' },
      { event: 'Invite a member', action: 'yamada@dev.example.co.jp was invited' },
      'yamada@dev.example.co.jp',
    ],
    [
      'no address at all',
      { kind: 'outside-invitation' },
      { event: 'Invite a member', action: '山田 was invited' },
      null,
    ],
    [
      'a project',
      { kind: 'project-deletion' },
      { event: 'Delete a project', action: 'TRM was deleted' },
      'TRM was deleted',
    ],
    [
      'a sign-in',
      { kind: 'new-network-sign-in' },
      { category: 'Sign-in', event: 'Sign in' },
      '城島 あゆみ (Kijima@example.co.jp), 192.0.2.15',
    ],
    [
      'one without an address',
      { kind: 'new-network-sign-in' },
      { category: 'Sign-in', event: 'Sign in', ipAddress: '' },
      null,
    ],
    ['a refused one', { kind: 'new-network-sign-in' }, { category: 'Sign-in', event: 'Fail to sign in' }, null],
    [
      'the brake',
      { kind: 'provisioning-brake' },
      {
        product: 'Apps',
        event: 'Stop provisioning by the brake',
        action: 'Deactivation of 60 accounts by 社員 was stopped',
      },
      'Deactivation of 60 accounts by 社員 was stopped',
    ],
    ['not the brake', { kind: 'provisioning-brake' }, { product: 'Apps', event: 'Approve held changes' }, null],
  ])('%s', (_sentence, condition, given, subject) => {
    expect(matchEvent(condition, event(given), facts)?.subject ?? null).toBe(subject);
  });
});
