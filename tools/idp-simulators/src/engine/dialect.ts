import type { Group, Person } from '../directory/directory.ts';
import type { WireReply, WireRequest } from '../wire/wire.ts';

/** What a dialect sends through: one attempt's view of the wire. Throws `RequestRefused` and `ReplyLost`. */
export interface Sender {
  send(request: WireRequest, accepted?: readonly number[]): Promise<WireReply>;
}

/** A user or group as the service has it. */
export interface RemoteObject {
  readonly id: string;
}

/** Which of a person's facts changed; `all` when the provider matched somebody and writes everything. */
export type ChangedFacts = readonly (keyof Person)[] | 'all';

/** How one provider says each thing. The engine decides what is said, when, and what happens after a lost reply. */
export interface Dialect {
  readonly providerId: string;
  readonly headers: Readonly<Record<string, string>>;
  /** At most so many members in one PATCH operation. */
  readonly membersAtOnce: number;
  /** After a lost reply to a create: send it again as it was, rather than look the person up first. */
  readonly repeatsCreate: boolean;

  /** What "Test connection" does. True when the provider would call it successful. */
  probe(sender: Sender): Promise<boolean>;
  findUser(sender: Sender, person: Person): Promise<RemoteObject | undefined>;
  /** Undefined on 409: the engine then looks the person up. */
  createUser(sender: Sender, person: Person): Promise<RemoteObject | undefined>;
  updateUser(sender: Sender, id: string, person: Person, changed: ChangedFacts): Promise<void>;
  /** Absent: the provider sends no managers. */
  linkManager?(sender: Sender, id: string, managerId: string | undefined): Promise<void>;
  /** True when the account stays, deactivated; false when it was deleted and a return makes a new one. */
  deactivateUser(sender: Sender, id: string, person: Person): Promise<boolean>;
  activateUser(sender: Sender, id: string, person: Person): Promise<void>;
  /** Returns false when the provider never deletes: the engine then leaves the account deactivated. */
  deleteUser(sender: Sender, id: string): Promise<boolean>;
  /** Absent: the provider provisions no groups. */
  readonly groups?: GroupDialect;
  /** Absent: the provider imports nothing. */
  listUsers?(sender: Sender): Promise<readonly RemoteObject[]>;
}

export interface GroupDialect {
  findGroup(sender: Sender, group: Group): Promise<RemoteObject | undefined>;
  createGroup(sender: Sender, group: Group): Promise<RemoteObject | undefined>;
  renameGroup(sender: Sender, id: string, group: Group): Promise<void>;
  changeMembers(sender: Sender, id: string, group: Group, change: MemberChange): Promise<void>;
  deleteGroup(sender: Sender, id: string): Promise<void>;
}

/** Ids of the service's own, with the address that some providers show as `display`. */
export interface MemberChange {
  readonly add: readonly RemoteMember[];
  readonly remove: readonly RemoteMember[];
  /** Everybody who is in the group afterwards, for providers that write the whole list. */
  readonly all: readonly RemoteMember[];
}

export interface RemoteMember extends RemoteObject {
  readonly display: string;
}
