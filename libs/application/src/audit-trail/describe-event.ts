import { type AuditEvent, provisioningActorName } from '@sekisho/audit-events';
import type { Actor, DomainEvent, Member } from '@sekisho/domain';

/** What the audit log says about a domain event: category, event and action, in the catalogue's grammar. */
export type EventDescription = Pick<AuditEvent, 'category' | 'event' | 'action'>;

/** Puts a domain event into words. English, as the original's log is, whatever the reader's language. */
export function describeEvent(event: DomainEvent): EventDescription {
  switch (event.type) {
    case 'account.created':
      return managed('Create a managed account', `${nameOf(event.member)} was created`);
    case 'account.updated':
      return managed('Update a managed account', `${nameOf(event.member)} was updated`);
    case 'account.activated':
      return managed('Activate a managed account', `${nameOf(event.member)} was activated`);
    case 'account.deactivated':
      return managed('Deactivate a managed account', `${nameOf(event.member)} was deactivated`);
    case 'account.deleted':
      return managed('Delete a managed account', `${nameOf(event.member)} was deleted`);
    case 'account.linked':
      return managed('Update a managed account', `${nameOf(event.member)} was linked to ${event.connectionName}`);
    case 'account.role-changed':
      return about(
        'Member',
        'Change a member role',
        `${nameOf(event.member)} was changed from ${event.from} to ${event.to}`,
      );
    case 'account.privilege-changed':
      return event.granted
        ? about('Member', 'Grant a privilege', `${event.privilege} was granted to ${nameOf(event.member)}`)
        : about('Member', 'Revoke a privilege', `${event.privilege} was revoked from ${nameOf(event.member)}`);
    case 'account.profile-changed':
      return about('Account', 'Update a profile', `${event.changed.join(', ')} of ${nameOf(event.member)} was updated`);
    case 'account.password-changed':
      return about('Account', 'Change a password', `${nameOf(event.member)} changed the password`);
    case 'account.password-link-issued':
      return about(
        'Member',
        'Issue a password link',
        `A link to set a password was issued for ${nameOf(event.member)}`,
      );
    case 'account.sessions-ended':
      return about('Sign-in', 'End sessions', `Every session of ${nameOf(event.member)} was ended`);
    case 'membership.ended':
      return about('Member', 'Delete a member', `${nameOf(event.member)} was deleted from the organization`);
    case 'team.created':
      return about('Team', 'Create a team', `${event.teamName} was created`);
    case 'team.renamed':
      return about('Team', 'Update a team', `${event.from} was renamed to ${event.to}`);
    case 'team.updated':
      return about('Team', 'Update a team', `${event.teamName} was updated`);
    case 'team.deleted':
      return about('Team', 'Delete a team', `${event.teamName} was deleted`);
    case 'team.member-added':
      return about('Team', 'Add a team member', `${event.memberName} was added to ${event.teamName}`);
    case 'team.member-removed':
      return about('Team', 'Delete a team member', `${event.memberName} was deleted from ${event.teamName}`);
    case 'connection.created':
      return about('Connection', 'Create a connection', `${event.connectionName} (${event.providerName}) was created`);
    case 'connection.updated':
      return about(
        'Connection',
        'Update a connection',
        `${event.changed.join(', ')} of ${event.connectionName} was updated`,
      );
    case 'connection.deleted':
      return about('Connection', 'Delete a connection', `${event.connectionName} was deleted`);
    case 'connection.mappings-changed':
      return about('Connection', 'Update a connection', `The group mappings of ${event.connectionName} were updated`);
    case 'connection.capture-started':
      return about('Connection', 'Start a raw capture', `A raw capture of ${event.connectionName} was started`);
    case 'connection.capture-stopped':
      return about('Connection', 'Stop a raw capture', `A raw capture of ${event.connectionName} was stopped`);
    case 'brake.triggered':
      return about(
        'Provisioning',
        'Stop provisioning by the brake',
        `${event.connectionName} was stopped after ${event.departures} of ${event.accounts} accounts had gone`,
      );
    case 'brake.approved':
      return about(
        'Provisioning',
        'Approve held changes',
        `${event.held} held changes of ${event.connectionName} were approved`,
      );
    case 'brake.rejected':
      return about(
        'Provisioning',
        'Reject held changes',
        `${event.held} held changes of ${event.connectionName} were rejected`,
      );
    case 'brake.released':
      return about('Provisioning', 'Release the brake', `The brake of ${event.connectionName} was released`);
    case 'token.issued':
      return about('Connection', 'Issue a token', `Token ${event.hint} was issued for ${event.connectionName}`);
    case 'token.revoked':
      return about('Connection', 'Revoke a token', `Token ${event.hint} was revoked for ${event.connectionName}`);
    case 'api-key.issued':
      return about('API key', 'Issue an API key', `${event.keyName} was issued`);
    case 'api-key.revoked':
      return about('API key', 'Revoke an API key', `${event.keyName} was revoked`);
    case 'domain.added':
      return about('Domain', 'Add a domain', `${event.domain} was added`);
    case 'domain.verified':
      return about('Domain', 'Verify a domain', `${event.domain} was verified`);
    case 'domain.lapsed':
      return about('Domain', 'Lapse a domain', `${event.domain} has lost its DNS record`);
    case 'domain.removed':
      return about('Domain', 'Delete a domain', `${event.domain} was deleted`);
    case 'organisation.created':
      return about('Organization', 'Create an organization', `${event.name} was created`);
    case 'organisation.settings-changed':
      return about('Organization', 'Update organization settings', `${event.changed.join(', ')} was updated`);
    case 'contract.trial-started':
      return about('Contract', 'Start a trial', `A trial was started. It ends at ${event.endsAt.toISOString()}`);
    case 'contract.registered':
      return about('Contract', 'Start a subscription', 'A subscription was started');
    case 'contract.suspended':
      return about('Contract', 'Suspend a subscription', 'The subscription was suspended');
    case 'contract.resumed':
      return about('Contract', 'Resume a subscription', 'The subscription was resumed');
    case 'contract.ended':
      return about('Contract', 'Cancel a subscription', 'The subscription was cancelled');
    case 'session.started':
      return about('Sign-in', 'Sign in', `${nameOf(event.member)} signed in`);
    case 'session.refused':
      return about('Sign-in', 'Fail to sign in', `${event.email} was refused: ${event.reason}`);
    case 'session.ended':
      return about('Sign-in', 'Sign out', `${nameOf(event.member)} signed out`);
    case 'product-plan.changed':
      return about(
        'Organization',
        'Change a product plan',
        `The plan of ${event.product} was changed from ${event.from ?? 'none'} to ${event.to ?? 'none'}`,
      );
    case 'access-log.downloaded':
      return about(
        'Access log',
        'Download the access log',
        `Access log of ${event.product} ${event.month} was downloaded as CSV`,
      );
    case 'audit-log.exported':
      return about('Audit log', 'Export the audit log', `Audit log of ${event.range} was exported as ${event.format}`);
    case 'audit-log.export-requested':
      return about(
        'Audit log',
        'Prepare an export',
        `An export of audit log of ${event.range} as ${event.format} was requested`,
      );
    case 'audit-log.export-removed':
      return about(
        'Audit log',
        'Remove a prepared export',
        `The export of audit log of ${event.range} as ${event.format} was removed`,
      );
    case 'audit-log.characters-replaced':
      return about(
        'Audit log',
        'Replace characters in an export',
        `${event.count} characters of audit log of ${event.range} were replaced: Shift_JIS does not have them`,
      );
    case 'forwarding.created':
      return forwarding('Create a forwarding destination', `${event.destinationName} (${event.kind}) was created`);
    case 'forwarding.updated':
      return forwarding(
        'Update a forwarding destination',
        `${event.changed.join(', ')} of ${event.destinationName} was updated`,
      );
    case 'forwarding.paused':
      return forwarding('Pause forwarding', `Forwarding to ${event.destinationName} was paused`);
    case 'forwarding.resumed':
      return forwarding('Resume forwarding', `Forwarding to ${event.destinationName} was resumed`);
    case 'forwarding.deleted':
      return forwarding('Delete a forwarding destination', `${event.destinationName} was deleted`);
    case 'forwarding.tested':
      return forwarding(
        'Test a forwarding destination',
        `A test event was sent to ${event.destinationName} and was ${event.delivered ? 'accepted' : 'not accepted'}`,
      );
    case 'saved-search.created':
      return about('Audit log', 'Save a search', `${event.searchName} was saved`);
    case 'saved-search.updated':
      return about(
        'Audit log',
        'Update a saved search',
        `${event.changed.join(', ')} of ${event.searchName} was updated`,
      );
    case 'saved-search.deleted':
      return about('Audit log', 'Delete a saved search', `${event.searchName} was deleted`);
    case 'alert-rule.created':
      return about('Alert', 'Create an alert rule', `${event.ruleName} was created`);
    case 'alert-rule.updated':
      return about('Alert', 'Update an alert rule', `${event.changed.join(', ')} of ${event.ruleName} was updated`);
    case 'alert-rule.deleted':
      return about('Alert', 'Delete an alert rule', `${event.ruleName} was deleted`);
    case 'alert.acknowledged':
      return about(
        'Alert',
        'Acknowledge an alert',
        `An alert of ${event.ruleName ?? 'the provisioning brake'} was acknowledged`,
      );
  }
}

/** The audit log's columns about who did it. What an IdP, the system or an operator did has no person behind it. */
export function describeActor(
  actor: Actor,
): Pick<AuditEvent, 'operationUserId' | 'operationUserName' | 'operationUserEmail' | 'ipAddress' | 'userAgent'> {
  const nobody = { operationUserId: '', operationUserEmail: '', ipAddress: '', userAgent: '' };
  switch (actor.kind) {
    case 'provisioning':
      return { ...nobody, operationUserName: provisioningActorName };
    case 'system':
      return { ...nobody, operationUserName: 'System user' };
    case 'operator':
      return { ...nobody, operationUserName: 'Operator' };
    case 'anonymous':
      return {
        ...nobody,
        operationUserName: '',
        ipAddress: actor.ipAddress ?? '',
        userAgent: actor.userAgent ?? '',
      };
    case 'api-key':
      return {
        operationUserId: actor.keyId,
        operationUserName: actor.name,
        operationUserEmail: '',
        ipAddress: actor.ipAddress ?? '',
        userAgent: actor.userAgent ?? '',
      };
    case 'account':
      return {
        operationUserId: actor.accountId,
        operationUserName: actor.name,
        operationUserEmail: actor.email ?? '',
        ipAddress: actor.ipAddress ?? '',
        userAgent: actor.userAgent ?? '',
      };
  }
}

function about(category: string, event: string, action: string): EventDescription {
  return { category, event, action };
}

function forwarding(event: string, action: string): EventDescription {
  return about('Forwarding', event, action);
}

function managed(event: string, action: string): EventDescription {
  return about('Managed account', event, action);
}

function nameOf(member: Member): string {
  return member.email === null ? member.name : `${member.name} (${member.email})`;
}
