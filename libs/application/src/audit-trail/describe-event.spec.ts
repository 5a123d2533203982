import { catalogue, findProduct } from '@sekisho/audit-events';
import type { DomainEvent, Member } from '@sekisho/domain';
import { describe, expect, it } from 'vitest';
import { describeEvent } from './describe-event.ts';

const member: Member = {
  id: '018f6f5e-7c1a-7cc2-9a53-1f0f6c5d2b10',
  organisationId: 'org_sakura',
  kind: 'managed',
  state: 'active',
  managedBy: 'org_sakura',
  email: 'yamada@example.co.jp',
  name: '山田 太郎',
  language: 'ja',
  timeZone: 'Asia/Tokyo',
  uniqueId: null,
  role: 'member',
  privileges: [],
  createdAt: new Date(0),
  updatedAt: new Date(0),
};

/** One of each: a new kind of event does not compile until it is here, and fails until the catalogue knows it. */
const samples: { readonly [Type in DomainEvent['type']]: Extract<DomainEvent, { type: Type }> } = {
  'account.created': { type: 'account.created', member },
  'account.updated': { type: 'account.updated', member, changed: ['name'] },
  'account.activated': { type: 'account.activated', member },
  'account.deactivated': { type: 'account.deactivated', member },
  'account.deleted': { type: 'account.deleted', member },
  'account.linked': { type: 'account.linked', member, connectionName: '社員' },
  'account.role-changed': { type: 'account.role-changed', member, from: 'member', to: 'administrator' },
  'account.privilege-changed': { type: 'account.privilege-changed', member, privilege: 'inviter', granted: true },
  'membership.ended': { type: 'membership.ended', member },
  'account.profile-changed': { type: 'account.profile-changed', member, changed: ['name'] },
  'account.password-changed': { type: 'account.password-changed', member },
  'account.password-link-issued': { type: 'account.password-link-issued', member },
  'account.sessions-ended': { type: 'account.sessions-ended', member },
  'team.created': { type: 'team.created', teamName: '営業部' },
  'team.renamed': { type: 'team.renamed', from: '営業部', to: '営業推進部' },
  'team.updated': { type: 'team.updated', teamName: '営業部' },
  'team.deleted': { type: 'team.deleted', teamName: '営業部' },
  'team.member-added': { type: 'team.member-added', teamName: '営業部', memberName: '山田 太郎' },
  'team.member-removed': { type: 'team.member-removed', teamName: '営業部', memberName: '山田 太郎' },
  'connection.created': { type: 'connection.created', connectionName: '社員', providerName: 'Okta' },
  'connection.updated': { type: 'connection.updated', connectionName: '社員', changed: ['name'] },
  'connection.deleted': { type: 'connection.deleted', connectionName: '社員' },
  'connection.mappings-changed': { type: 'connection.mappings-changed', connectionName: '社員' },
  'connection.capture-started': { type: 'connection.capture-started', connectionName: '社員' },
  'connection.capture-stopped': { type: 'connection.capture-stopped', connectionName: '社員' },
  'brake.triggered': { type: 'brake.triggered', connectionName: '社員', departures: 40, accounts: 200 },
  'brake.approved': { type: 'brake.approved', connectionName: '社員', held: 60 },
  'brake.rejected': { type: 'brake.rejected', connectionName: '社員', held: 60 },
  'brake.released': { type: 'brake.released', connectionName: '社員' },
  'token.issued': { type: 'token.issued', connectionName: '社員', hint: '…a1b2' },
  'token.revoked': { type: 'token.revoked', connectionName: '社員', hint: '…a1b2' },
  'api-key.issued': { type: 'api-key.issued', keyName: '集計' },
  'api-key.revoked': { type: 'api-key.revoked', keyName: '集計' },
  'domain.added': { type: 'domain.added', domain: 'example.co.jp' },
  'domain.verified': { type: 'domain.verified', domain: 'example.co.jp' },
  'domain.lapsed': { type: 'domain.lapsed', domain: 'example.co.jp' },
  'domain.removed': { type: 'domain.removed', domain: 'example.co.jp' },
  'organisation.created': { type: 'organisation.created', name: '桜製作所' },
  'organisation.settings-changed': { type: 'organisation.settings-changed', changed: ['name'] },
  'contract.trial-started': { type: 'contract.trial-started', endsAt: new Date(0) },
  'contract.registered': { type: 'contract.registered' },
  'contract.suspended': { type: 'contract.suspended', cancelledAt: new Date(0) },
  'contract.resumed': { type: 'contract.resumed' },
  'contract.ended': { type: 'contract.ended' },
  'session.started': { type: 'session.started', member },
  'session.refused': { type: 'session.refused', email: 'yamada@example.co.jp', reason: 'wrong password' },
  'session.ended': { type: 'session.ended', member },
  'product-plan.changed': { type: 'product-plan.changed', product: 'Backlog', from: null, to: 'platinum' },
  'access-log.downloaded': { type: 'access-log.downloaded', product: 'Backlog', month: '2026-04' },
  'audit-log.exported': { type: 'audit-log.exported', range: '2026-04', format: 'CSV' },
  'audit-log.export-requested': { type: 'audit-log.export-requested', range: '2026-04', format: 'CSV' },
  'audit-log.export-removed': { type: 'audit-log.export-removed', range: '2026-04', format: 'CSV' },
  'audit-log.characters-replaced': { type: 'audit-log.characters-replaced', range: '2026-04', count: 3 },
  'forwarding.created': { type: 'forwarding.created', destinationName: 'SIEM', kind: 'splunk-hec' },
  'forwarding.updated': { type: 'forwarding.updated', destinationName: 'SIEM', changed: ['secret'] },
  'forwarding.paused': { type: 'forwarding.paused', destinationName: 'SIEM' },
  'forwarding.resumed': { type: 'forwarding.resumed', destinationName: 'SIEM' },
  'forwarding.deleted': { type: 'forwarding.deleted', destinationName: 'SIEM' },
  'forwarding.tested': { type: 'forwarding.tested', destinationName: 'SIEM', delivered: false },
  'saved-search.created': { type: 'saved-search.created', searchName: '深夜の一括操作' },
  'saved-search.updated': { type: 'saved-search.updated', searchName: '深夜の一括操作', changed: ['name'] },
  'saved-search.deleted': { type: 'saved-search.deleted', searchName: '深夜の一括操作' },
  'alert-rule.created': { type: 'alert-rule.created', ruleName: '深夜の一括操作' },
  'alert-rule.updated': { type: 'alert-rule.updated', ruleName: '深夜の一括操作', changed: ['condition'] },
  'alert-rule.deleted': { type: 'alert-rule.deleted', ruleName: '深夜の一括操作' },
  'alert.acknowledged': { type: 'alert.acknowledged', ruleName: '深夜の一括操作' },
};

describe('what the gateway writes', () => {
  const apps = findProduct(catalogue, 'Apps');

  it.each(Object.values(samples))('$type is in the catalogue', (sample) => {
    const { category, event, action } = describeEvent(sample);
    const known = apps?.categories.find(({ id }) => id === category)?.events.map(({ id }) => id);
    expect(known, `category ${category}`).toBeDefined();
    expect(known).toContain(event);
    expect(action).not.toBe('');
  });
});
