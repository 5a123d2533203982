import type { SetupGuide } from '@sekisho/provider-kit';

/** Menu names as in the Okta Admin Console, Japanese and English. */
export const setupGuide: SetupGuide = {
  reference: 'https://help.okta.com/oie/en-us/content/topics/apps/apps_app_integration_wizard_scim.htm',
  steps: [
    {
      title: { ja: 'アプリケーションを用意する', en: 'Prepare the application' },
      body: {
        ja: 'Okta Admin Console で［アプリケーション］＞［アプリケーション］を開きます。\n\nSAML のカスタム アプリケーションがすでにある場合は、［一般］タブの［アプリの設定］で［編集］をクリックし、［プロビジョニング］で「SCIM」を選んで［保存］します。\n\nない場合は［アプリカタログを参照］をクリックし、「SCIM 2.0 Test App (OAuth Bearer Token)」を検索して［統合を追加］します。',
        en: 'In the Okta Admin Console open Applications > Applications.\n\nIf you have a custom SAML application, open its General tab, select Edit under App Settings, choose SCIM under Provisioning and select Save.\n\nIf not, select Browse App Catalog, search for “SCIM 2.0 Test App (OAuth Bearer Token)” and select Add Integration.',
      },
    },
    {
      title: { ja: 'SCIM の接続情報を入力する', en: 'Enter the SCIM credentials' },
      body: {
        ja: '［プロビジョニング］タブを開きます。\n\nカスタム アプリケーションの場合: ［統合］の［編集］をクリックし、［SCIM コネクターのベース URL］にベース URL を、［ユーザーの一意の識別子フィールド］に userName を入力します。［サポートされているプロビジョニング アクション］で「新しいユーザーをプッシュ」「プロファイルの更新をプッシュ」「グループをプッシュ」を選び、［認証モード］を「HTTP ヘッダー」にして、［認可］にトークンだけを貼り付けます（Bearer は Okta が付けます）。［コネクターの構成をテスト］をクリックし、［保存］します。\n\nカタログのアプリケーションの場合: ［API 統合を構成］＞［API 統合を有効化］にチェックを付け、［SCIM 2.0 Base Url］と［OAuth Bearer Token］に貼り付け、［API 資格情報をテスト］をクリックして［保存］します。',
        en: 'Open the Provisioning tab.\n\nCustom application: select Edit under Integration. Enter the base URL as SCIM connector base URL and userName as Unique identifier field for users. Under Supported provisioning actions choose Push New Users, Push Profile Updates and Push Groups. Set Authentication Mode to HTTP Header and paste the token alone into Authorization (Okta adds “Bearer”). Select Test Connector Configuration, then Save.\n\nCatalogue application: select Configure API Integration, check Enable API integration, paste SCIM 2.0 Base Url and OAuth Bearer Token, select Test API Credentials, then Save.',
      },
      copy: ['scimBaseUrl', 'scimToken'],
    },
    {
      title: { ja: '同期する操作を有効にする', en: 'Enable what is synchronised' },
      body: {
        ja: '［プロビジョニング］タブの［アプリへ］で［編集］をクリックし、「ユーザーを作成」「ユーザー属性を更新」「ユーザーの非アクティブ化」を有効にして［保存］します。「パスワードを同期」は無効のままにしてください。届いたパスワードは使われません。\n\n［サインオン］タブの［設定］で［編集］をクリックし、［アプリケーションユーザー名の形式］を「メールアドレス」にします。',
        en: 'In the Provisioning tab select To App, then Edit. Enable Create Users, Update User Attributes and Deactivate Users, and select Save. Leave Sync Password off: passwords that arrive are not used.\n\nIn the Sign On tab select Edit under Settings and set Application username format to Email.',
      },
    },
    {
      title: { ja: '権限（ロール）を割り当てる（任意）', en: 'Assign roles (optional)' },
      body: {
        ja: '［ディレクトリ］＞［プロファイル エディター］で、このアプリケーションのユーザー プロファイルを開き、［属性を追加］をクリックします。\n\nデータ型: string\n外部名: roles.^[primary==true].value\n外部名前空間: urn:ietf:params:scim:schemas:core:2.0:User\n列挙値: ADMIN、USER、GUEST\n\n値を設定しない場合、新しいアカウントはゲストになります。言語は preferredLanguage（ja または en）、タイムゾーンは timezone（例: Asia/Tokyo）で同期できます。',
        en: "Open this application's user profile under Directory > Profile Editor and select Add Attribute.\n\nData type: string\nExternal name: roles.^[primary==true].value\nExternal namespace: urn:ietf:params:scim:schemas:core:2.0:User\nEnumerated values: ADMIN, USER, GUEST\n\nWithout a value, new accounts become guests. The language goes in preferredLanguage (ja or en), the time zone in timezone (such as Asia/Tokyo).",
      },
    },
    {
      title: { ja: 'ユーザーとグループを割り当てる', en: 'Assign people and groups' },
      body: {
        ja: '［割り当て］タブで、ユーザーまたはグループを割り当てます。割り当てるとアカウントが作成されます。割り当てを外すとアカウントは停止されますが、Okta がアカウントを削除することはありません。\n\nチームを同期するには、［グループをプッシュ］タブで［グループをプッシュ］をクリックし、グループを名前またはルールで選びます。割り当て用のグループとは別のグループをプッシュすることを、Okta は推奨しています。',
        en: 'Assign people or groups in the Assignments tab. Assigning creates the account; unassigning deactivates it. Okta never deletes accounts.\n\nTo synchronise teams, select Push Groups in the tab of that name and choose groups by name or by rule. Okta recommends to push other groups than those used for assignment.',
      },
    },
  ],
};
