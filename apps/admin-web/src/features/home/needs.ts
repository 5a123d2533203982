/** Something an administrator ought to do now. */
export interface Need {
  readonly id: string;
  readonly kind: 'verifyDomain' | 'lapsedDomain' | 'connect' | 'disabledConnection' | 'emptyConnection';
  /** Which domain or connection, where it is one. */
  readonly name: string;
  readonly connectionId?: string;
  /** Something that worked has stopped, rather than a step not yet taken. */
  readonly urgent: boolean;
}

interface Situation {
  /** Whether accounts need an address on a verified domain. */
  readonly needsDomain: boolean;
  readonly domains: readonly { readonly name: string; readonly state: 'pending' | 'verified' | 'lapsed' }[];
  readonly connections: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: 'enabled' | 'disabled';
    readonly userCount: number;
  }[];
}

/** What needs doing, what has stopped working first, then the steps of setting up in their order. */
export function needsOf({ needsDomain, domains, connections }: Situation): readonly Need[] {
  const needs: Need[] = [];
  for (const domain of domains) {
    if (domain.state === 'lapsed') {
      needs.push({ id: `lapsed ${domain.name}`, kind: 'lapsedDomain', name: domain.name, urgent: true });
    }
  }
  for (const connection of connections) {
    if (connection.state === 'disabled') needs.push(about('disabledConnection', connection, true));
  }
  if (needsDomain && domains.every((domain) => domain.state === 'pending')) {
    needs.push({ id: 'verify', kind: 'verifyDomain', name: '', urgent: false });
  }
  if (connections.length === 0) needs.push({ id: 'connect', kind: 'connect', name: '', urgent: false });
  for (const connection of connections) {
    if (connection.state === 'enabled' && connection.userCount === 0) {
      needs.push(about('emptyConnection', connection, false));
    }
  }
  return needs;
}

function about(kind: Need['kind'], connection: { readonly id: string; readonly name: string }, urgent: boolean): Need {
  return { id: `${kind} ${connection.id}`, kind, name: connection.name, connectionId: connection.id, urgent };
}
