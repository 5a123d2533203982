import type { VisibleUsers } from '@sekisho/domain';
import { ScimError } from '@sekisho/scim-core';
import type { AddressHolder, OtherUser } from '@sekisho/storage';

/** Why the directory refuses, for the IdP administrator who reads the provisioning log. */

export function unknownResource(kind: 'User' | 'Group', id: string): ScimError {
  return new ScimError(404, undefined, {
    ja: `${kind} ${shortened(id)} は存在しないか、この連携の管理対象ではありません。IdP 側でこのユーザーまたはグループの同期状態をリセットすると、新しい id で関連付けられます。`,
    en: `${kind} ${shortened(id)} does not exist, or is not managed by this connection.`,
  });
}

/** RFC 7644 §3.3: the only case of `uniqueness`, because a filter on the same attribute finds the other resource. */
export function nameTaken(kind: 'User' | 'Group', attribute: string, name: string, holderId: string): ScimError {
  return new ScimError(409, 'uniqueness', {
    ja: `${attribute} "${shortened(name)}" は既に使用されています（id: ${holderId}）。フィルター ${attribute} eq で検索し、その ${kind} を更新してください。`,
    en: `${attribute} "${shortened(name)}" is in use by ${kind} ${holderId}. Find it with ${attribute} eq and update it instead.`,
  });
}

/** RFC 7644 §3.12: the connection may read the User, as its setting says, and that is all. */
export function readOnlyUser({ id, connectionName }: OtherUser): ScimError {
  if (connectionName === null) {
    return new ScimError(403, undefined, {
      ja: `User ${id} は、どの連携でも管理されていないアカウントのため、参照のみできます。この連携で管理するには、「同期の設定」の「参照できるユーザー」を「この連携のユーザーのみ」に変更してから同期し直してください。同じメールアドレスのユーザーが作成されると、このアカウントに関連付けられます。`,
      en: `User ${id} is an account that no connection manages; this one may only read it. To manage it here, set the visible users in the provisioning settings to the connection's own and synchronise again: creating a User with the same address links it to the account.`,
    });
  }
  return new ScimError(403, undefined, {
    ja: `User ${id} は、別の連携「${shortened(connectionName)}」が管理しているため、参照のみできます。変更や削除は「${shortened(connectionName)}」の側で行い、こちらの IdP では同期の対象から外してください。`,
    en: `User ${id} is managed by another connection, "${shortened(connectionName)}"; this one may only read it. Change or delete it through that connection, and take it out of this provider's scope.`,
  });
}

/** The other connection's User is found by `userName eq` too, so this is `uniqueness` as {@link nameTaken} is. */
export function nameTakenByOther(name: string, { id, connectionName }: OtherUser): ScimError {
  const connection = shortened(connectionName ?? '');
  return new ScimError(409, 'uniqueness', {
    ja: `userName "${shortened(name)}" は、別の連携「${connection}」が管理するユーザー（id: ${id}）が使用しています。どちらかの userName を変更するか、一方の IdP で同期の対象から外してください。`,
    en: `userName "${shortened(name)}" is in use by User ${id}, which another connection, "${connection}", manages. Change one of the two names, or take the person out of one provider's scope.`,
  });
}

/** The team of that name exists in a spelling that SCIM tells apart and the team list does not. */
export function teamNameTaken(name: string): ScimError {
  return new ScimError(409, undefined, {
    ja: `チーム名「${shortened(name)}」は、この連携の別のグループと区別できません。グループ名を変更してください。`,
    en: `The team name "${shortened(name)}" can't be told apart from another group's of this connection. Rename the group.`,
  });
}

/** The address is used by an account that `userName eq` does not find. What may be told depends on whose it is. */
export function addressTaken(email: string, holder: AddressHolder, visibleUsers: VisibleUsers): ScimError {
  const address = shortened(email);
  if (visibleUsers === 'organisation' && holder.kind === 'provisioned-by-another-connection') {
    const connection = shortened(holder.connectionName);
    return new ScimError(409, undefined, {
      ja: `${address} は、別の連携「${connection}」が管理するアカウントが使用しています。別のアドレスを割り当てるか、一方の IdP で同期の対象から外してください。`,
      en: `${address} is used by an account that another connection, "${connection}", manages. Give the person another address, or take them out of one provider's scope.`,
    });
  }
  switch (holder.kind) {
    case 'provisioned-here':
      return new ScimError(409, undefined, {
        ja: `メールアドレス ${address} は、この連携の別のユーザー（id: ${holder.accountId}）が使用しています。どちらかのアドレスを変更してください。`,
        en: `The address ${address} is used by another User of this connection (id ${holder.accountId}). Change one of the two.`,
      });
    case 'personal-member':
      return new ScimError(409, undefined, {
        ja: `${address} は組織内のヌーラボアカウントが使用しています。「メンバー」画面で管理対象アカウントへ切り替えてから、もう一度同期してください。`,
        en: `${address} belongs to a personal account in the organisation. Switch it to a managed account under Members, then synchronise again.`,
      });
    default:
      return new ScimError(409, undefined, {
        ja: `${address} は、この連携から参照できないアカウントが使用しています。別のアドレスを割り当てるか、組織の管理者に問い合わせてください。`,
        en: `${address} is used by an account that this connection can't see. Give the person another address, or ask the organisation's administrator.`,
      });
  }
}

export function unknownMembers(ids: readonly string[]): ScimError {
  const shown = ids.slice(0, 3).map(shortened).join(', ');
  const more = ids.length > 3 ? ` (+${ids.length - 3})` : '';
  return new ScimError(400, 'invalidValue', {
    ja: `members に、この連携で管理されていない id が含まれています: ${shown}${more}。先にユーザーを同期してからグループに追加してください。`,
    en: `members names ids that this connection does not manage: ${shown}${more}. Provision the Users first, then add them to the Group.`,
  });
}

/** RFC 7644 §3.14: If-Match named another version than the present one. */
export function versionMismatch(): ScimError {
  return new ScimError(412, undefined, {
    ja: 'リソースは別の変更により更新されています。もう一度取得し、新しい ETag で送信してください。',
    en: 'The resource has changed meanwhile. Read it again and send the request with its new ETag.',
  });
}

function shortened(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 119).toWellFormed()}…`;
}
