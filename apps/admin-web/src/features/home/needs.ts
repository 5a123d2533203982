/** Something an administrator ought to do now. */
export type Need = {
  readonly id: string;
  /** Which domain, connection or destination, where it is one. */
  readonly name: string;
  /** Something that worked has stopped or somebody waits, rather than a step not yet taken. */
  readonly urgent: boolean;
} & (
  | { readonly kind: 'verifyDomain' | 'lapsedDomain' | 'connect' }
  | { readonly kind: 'disabledConnection' | 'emptyConnection'; readonly connectionId: string }
  | { readonly kind: 'heldBrake'; readonly brakeId: string; readonly count: number }
  | { readonly kind: 'rejectedBrake'; readonly brakeId: string }
  | { readonly kind: 'openAlerts'; readonly count: number }
  | { readonly kind: 'failingDestination'; readonly destinationId: string }
);

interface Situation {
  /** Whether accounts need an address on a verified domain. */
  readonly needsDomain: boolean;
  readonly domains: readonly { readonly name: string; readonly state: 'pending' | 'verified' | 'lapsed' }[];
  /** Null for a reader who sees no connections, and can do nothing about them. */
  readonly connections:
    | readonly {
        readonly id: string;
        readonly name: string;
        readonly state: 'enabled' | 'disabled';
        readonly userCount: number;
      }[]
    | null;
  readonly brakes: readonly {
    readonly id: string;
    readonly connectionId: string;
    readonly state: 'holding' | 'approved' | 'rejected' | 'released';
    readonly held: number;
  }[];
  /** How many alerts nobody has taken note of. */
  readonly openAlerts: number;
  readonly destinations: readonly {
    readonly id: string;
    readonly name: string;
    readonly health: { readonly state: 'paused' | 'healthy' | 'failing' };
  }[];
}

/** What needs doing: what waits for a decision, what has stopped working, then the steps of setting up in their order. */
export function needsOf(situation: Situation): readonly Need[] {
  const { needsDomain, domains, brakes, openAlerts, destinations } = situation;
  const connections = situation.connections ?? [];
  const needs: Need[] = [];
  for (const { id, connectionId, state, held } of brakes) {
    const name = connections.find((connection) => connection.id === connectionId)?.name ?? '';
    if (state === 'holding') {
      needs.push({ id: `held ${id}`, kind: 'heldBrake', name, brakeId: id, count: held, urgent: true });
    } else if (state === 'rejected') {
      needs.push({ id: `rejected ${id}`, kind: 'rejectedBrake', name, brakeId: id, urgent: true });
    }
  }
  if (openAlerts > 0) needs.push({ id: 'alerts', kind: 'openAlerts', name: '', count: openAlerts, urgent: true });
  for (const { id, name, health } of destinations) {
    if (health.state === 'failing') {
      needs.push({ id: `failing ${id}`, kind: 'failingDestination', name, destinationId: id, urgent: true });
    }
  }
  for (const domain of domains) {
    if (domain.state === 'lapsed') {
      needs.push({ id: `lapsed ${domain.name}`, kind: 'lapsedDomain', name: domain.name, urgent: true });
    }
  }
  for (const { id, name, state } of connections) {
    if (state === 'disabled') {
      needs.push({ id: `disabled ${id}`, kind: 'disabledConnection', name, connectionId: id, urgent: true });
    }
  }
  if (needsDomain && domains.every((domain) => domain.state === 'pending')) {
    needs.push({ id: 'verify', kind: 'verifyDomain', name: '', urgent: false });
  }
  if (situation.connections?.length === 0) needs.push({ id: 'connect', kind: 'connect', name: '', urgent: false });
  for (const { id, name, state, userCount } of connections) {
    if (state === 'enabled' && userCount === 0) {
      needs.push({ id: `empty ${id}`, kind: 'emptyConnection', name, connectionId: id, urgent: false });
    }
  }
  return needs;
}
