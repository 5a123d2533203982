import type { SetupGuide } from '@sekisho/provider-kit';

/** A template that this service reads without help from the plugin; others work as well. */
const template = `{
  "schemas": [
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
  ],
  "userName": "{$parameters.scimusername}",
  "displayName": "{$user.display_name}",
  "name": { "familyName": "{$user.lastname}", "givenName": "{$user.firstname}" },
  "emails": [{ "value": "{$user.email}", "type": "work", "primary": true }],
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
    "department": "{$parameters.department}"
  }
}`;

export const setupGuide: SetupGuide = {
  reference: 'https://developers.onelogin.com/scim/create-app',
  steps: [
    {
      title: { ja: 'コネクターを追加する', en: 'Add the connector' },
      body: {
        ja: 'OneLogin に管理者としてログインし、「Administration」＞「Applications」＞「Applications」＞「Add App」を開きます。\n\n「SCIM Provisioner with SAML (SCIM v2 Enterprise)」を検索して選び、「Display Name」に名前を入力して「Save」をクリックします。',
        en: 'Sign in to OneLogin as an administrator and open Administration > Applications > Applications > Add App.\n\nSearch for “SCIM Provisioner with SAML (SCIM v2 Enterprise)”, select it, enter a Display Name and select Save.',
      },
    },
    {
      title: { ja: 'SCIM の接続情報を入力する', en: 'Enter the SCIM credentials' },
      body: {
        ja: '「Configuration」を開き、「SCIM Base URL」にベース URL を、「SCIM Bearer Token」にトークンを貼り付けます。\n\n「API Connection」の「Enable」をクリックし、「API Status」が「Enabled」になったことを確認して「Save」をクリックします。',
        en: 'Open Configuration. Paste the base URL into SCIM Base URL and the token into SCIM Bearer Token.\n\nSelect Enable under API Connection, check that API Status shows Enabled, and select Save.',
      },
      copy: ['scimBaseUrl', 'scimToken'],
    },
    {
      title: { ja: 'SCIM JSON Template を入力する', en: 'Enter the SCIM JSON template' },
      body: {
        ja: `「Configuration」の「SCIM JSON Template」に次の内容を貼り付け、「Save」をクリックします。すでに使っているテンプレートがある場合は、そのままでも動作します。\n\n${template}`,
        en: `Paste this into SCIM JSON Template under Configuration and select Save. If you already have a template, it will work as it is.\n\n${template}`,
      },
    },
    {
      title: { ja: 'プロビジョニングを有効にする', en: 'Enable provisioning' },
      body: {
        ja: "「Provisioning」を開き、「Enable provisioning」にチェックを付けます。承認なしで同期する場合は、「Require admin approval before this action is performed」の「Create user」「Delete user」「Update user」のチェックを外します。\n\n「When users are deleted in OneLogin, or the user's app access is removed, perform the below action」では、アカウントを残して停止する「Suspend」を推奨します。「Delete」を選ぶとアカウントは削除されます。「Save」をクリックします。",
        en: "Open Provisioning and check Enable provisioning. To synchronise without approvals, uncheck Create user, Delete user and Update user under “Require admin approval before this action is performed”.\n\nFor “When users are deleted in OneLogin, or the user's app access is removed, perform the below action” we recommend Suspend, which keeps the account; Delete deletes it. Select Save.",
      },
    },
    {
      title: { ja: 'ユーザー名とグループを設定する', en: 'Set user name and groups' },
      body: {
        ja: '「Parameters」を開き、「scimusername」の値を「Email」にします。\n\nチームも同期する場合は、「Groups」の行を開いて「Include in User Provisioning」にチェックを付け、「Rules」で「Set Groups in …」のアクションを持つルールを追加します。権限（ロール）を同期する場合は、テンプレートに "roles": "{$parameters.role}" を追加し、パラメーター role の値を ADMIN、USER、GUEST のいずれかにします。指定しない場合、新しいアカウントはゲストになります。',
        en: 'Open Parameters and set the value of scimusername to Email.\n\nTo synchronise teams, too, open the Groups row, check Include in User Provisioning, and add a rule under Rules with the action “Set Groups in …”. To send the role, add "roles": "{$parameters.role}" to the template and give the parameter role the value ADMIN, USER or GUEST. Without it, new accounts become guests.',
      },
    },
    {
      title: { ja: 'ユーザーを割り当てる', en: 'Assign users' },
      body: {
        ja: '「Access」でロールを選ぶか、ユーザーの「Applications」でこのアプリケーションを追加します。「Users」タブの状態が「Provisioned」になれば完了です。「Pending」の場合は、クリックして承認してください。',
        en: "Choose roles under Access, or add this application under a user's Applications. It is done when the Users tab shows Provisioned; if it shows Pending, select it and approve.",
      },
    },
  ],
};
