import type { SetupGuide } from '@sekisho/provider-kit';

/** Menu names as in the Microsoft Entra admin center, Japanese and English, read in its documentation in 2025. */
export const setupGuide: SetupGuide = {
  reference: 'https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups',
  steps: [
    {
      title: { ja: 'エンタープライズ アプリケーションを作成する', en: 'Create an enterprise application' },
      body: {
        ja: 'Microsoft Entra 管理センター（entra.microsoft.com）に、アプリケーション管理者以上の権限でサインインします。「エンタープライズ アプリケーション」＞「新しいアプリケーション」＞「独自のアプリケーションの作成」を開きます。\n\n名前を入力し、「ギャラリーに見つからないその他のアプリケーションを統合します（ギャラリー以外）」を選んで「作成」をクリックします。SAML 認証用のアプリケーションがすでにある場合は、そのアプリケーションを使えます。',
        en: "Sign in to the Microsoft Entra admin center (entra.microsoft.com) as at least an Application Administrator. Open Enterprise applications > New application > Create your own application.\n\nEnter a name, choose “Integrate any other application you don't find in the gallery (Non-gallery)” and select Create. If you already have an application for SAML sign-in, use that one.",
      },
    },
    {
      title: { ja: 'SCIM の接続情報を入力する', en: 'Enter the SCIM credentials' },
      body: {
        ja: 'アプリケーションの左メニューで「プロビジョニング」を開き、「新しい構成」をクリックします（画面によっては「作業の開始」をクリックし、プロビジョニング モードで「自動」を選びます）。\n\n「テナントの URL」に SCIM のベース URL を、「シークレット トークン」にトークンを貼り付け、「テスト接続」をクリックします。成功したら「作成」（または「保存」）をクリックします。\n\nテナントの URL の末尾に ?aadOptscim062020 を付けると、Entra ID は RFC に沿った PATCH を送信します。付けても付けなくても動作します。',
        en: "In the application's left menu open Provisioning and select New configuration (in older screens: Get started, then provisioning mode Automatic).\n\nPaste the SCIM base URL into Tenant URL and the token into Secret token, then select Test connection. When it succeeds, select Create (or Save).\n\nWith ?aadOptscim062020 at the end of the tenant URL, Entra ID sends PATCH requests as the RFC has them. It works with and without.",
      },
      copy: ['scimBaseUrl', 'scimToken'],
    },
    {
      title: { ja: '属性マッピングを確認する', en: 'Review the attribute mapping' },
      body: {
        ja: '「属性マッピング」でユーザーのマッピングを開き、次の対応になっていることを確認します。\n\nuserName ← userPrincipalName（または mail。値が検証済みドメインのメールアドレスになる属性）\nactive ← Switch([IsSoftDeleted], , "False", "True", "True", "False")\nemails[type eq "work"].value ← mail\ndisplayName ← displayName\nexternalId ← objectId（既定の mailNickname より確実です）\npreferredLanguage ← preferredLanguage（ja または en）\n\nグループも同期する場合は、グループのマッピングを有効のままにします。グループはチームになります。',
        en: 'Open Attribute mapping for users and check that these are mapped:\n\nuserName ← userPrincipalName (or mail: whichever is an address on a verified domain)\nactive ← Switch([IsSoftDeleted], , "False", "True", "True", "False")\nemails[type eq "work"].value ← mail\ndisplayName ← displayName\nexternalId ← objectId (safer than the default, mailNickname)\npreferredLanguage ← preferredLanguage (ja or en)\n\nTo synchronise groups, too, leave the mapping for groups enabled. Groups become teams.',
      },
    },
    {
      title: { ja: '権限（ロール）を割り当てる（任意）', en: 'Assign roles (optional)' },
      body: {
        ja: '「アプリの登録」でこのアプリケーションを開き、「アプリ ロール」に値 ADMIN、USER、GUEST の 3 つを作成します。ユーザーの属性マッピングに、式 SingleAppRoleAssignment([appRoleAssignments]) から roles[primary eq "True"].value へのマッピングを追加します。\n\nロールを割り当てない場合、新しいアカウントはゲストになります。',
        en: 'Open this application under App registrations and create three app roles with the values ADMIN, USER and GUEST. Add to the users\' attribute mapping the expression SingleAppRoleAssignment([appRoleAssignments]) with the target roles[primary eq "True"].value.\n\nWithout roles, new accounts become guests.',
      },
    },
    {
      title: { ja: 'ユーザーとグループを割り当てる', en: 'Assign users and groups' },
      body: {
        ja: '「ユーザーとグループ」で、同期するユーザーとグループをアプリケーションに割り当てます。まず「要求時にプロビジョニング」で 1 人を選んで試すと、結果をすぐに確認できます。',
        en: 'Under Users and groups, assign the people and groups to synchronise. Try one person first with Provision on demand: you see the result at once.',
      },
    },
    {
      title: { ja: 'プロビジョニングを開始する', en: 'Start provisioning' },
      body: {
        ja: '「概要」に戻り、「プロパティ」で誤削除の防止と通知メールを有効にしてから、「プロビジョニングの開始」をクリックします。最初のサイクルが終わると、約 40 分ごとに差分が同期されます。\n\n結果は Entra ID の「プロビジョニング ログ」と、この接続のプロビジョニング履歴の両方で確認できます。',
        en: "Back in Overview, enable accidental deletion prevention and notification e-mails under Properties, then select Start provisioning. After the initial cycle, changes follow about every 40 minutes.\n\nSee the results in Entra ID's provisioning logs and in this connection's provisioning log.",
      },
    },
  ],
};
