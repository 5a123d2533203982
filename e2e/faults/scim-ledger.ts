/**
 * What a load of SCIM writes must leave behind. Each write carries a name that is never used twice, so that its trace
 * in the directory and its event in the audit log can be told from every other's.
 *
 * A write that was answered 2xx is applied. One whose answer was lost is in doubt: the directory is asked what became
 * of it before its person is used again, and the audit log must then agree with the directory.
 */
export interface Person {
  readonly userName: string;
  id: string | null;
  /** The display name in the directory; null while the directory has no such person. */
  displayName: string | null;
  /** How many times the person was written: the directory counts it in `meta.version`. */
  version: number;
  joined: boolean;
  doubt: Change | null;
}

/** What a write does to its person, once it is applied. */
export interface Change {
  readonly displayName: string | null;
  readonly joined: boolean;
  readonly event: LoggedAction;
}

/** An entry of the audit log, as far as it is compared. */
export interface LoggedAction {
  readonly event: string;
  readonly action: string;
}

export interface ScimLedger {
  readonly people: Person[];
  /** What must be in the audit log, each entry once. */
  readonly events: LoggedAction[];
  acknowledged: number;
  /** Writes whose answer was lost, whatever became of them. */
  doubtful: number;
}

export function createLedger(): ScimLedger {
  return { people: [], events: [], acknowledged: 0, doubtful: 0 };
}

/** Records that a change is in the directory. */
export function applyChange(ledger: ScimLedger, person: Person, change: Change): void {
  if (change.displayName !== person.displayName) person.version += 1;
  person.displayName = change.displayName;
  person.joined = change.joined;
  person.doubt = null;
  ledger.events.push(change.event);
}

/** The audit log's words for each kind of write. */
export const logged = {
  created: (name: string, userName: string): LoggedAction => ({
    event: 'Create a managed account',
    action: `${name} (${userName}) was created`,
  }),
  updated: (name: string, userName: string): LoggedAction => ({
    event: 'Update a managed account',
    action: `${name} (${userName}) was updated`,
  }),
  deleted: (name: string, userName: string): LoggedAction => ({
    event: 'Delete a managed account',
    action: `${name} (${userName}) was deleted`,
  }),
  joined: (name: string, userName: string, team: string): LoggedAction => ({
    event: 'Add a team member',
    action: `${name} (${userName}) was added to ${team}`,
  }),
};
