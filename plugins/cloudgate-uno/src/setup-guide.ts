import type { SetupGuide } from '@sekisho/provider-kit';

/** From ISR's administrators' guides. The administrator site is in Japanese; English names are given in brackets. */
export const setupGuide: SetupGuide = {
  reference: 'https://cg-support.isr.co.jp/hc/ja/articles/900001153383',
  steps: [
    {
      title: { ja: 'サービスプロバイダーを追加する', en: 'Add a service provider' },
      body: {
        ja: 'CloudGate UNO の管理者サイトにログインし、「設定」＞「サービスプロバイダー」＞「サービスプロバイダー追加」を開きます。SAML 2.0 と SCIM 2.0 に対応したサービスを検索して「追加」をクリックし、表示名を入力します。\n\nシングルサインオンの設定がすでにある場合は、そのサービスプロバイダーの「編集」を開きます。',
        en: 'Sign in to the CloudGate UNO administrator site and open 設定 (Settings) > サービスプロバイダー (Service providers) > サービスプロバイダー追加 (Add service provider). Search for a service with SAML 2.0 and SCIM 2.0, select 追加 (Add) and enter a display name.\n\nIf single sign-on is set up already, open 編集 (Edit) of that service provider.',
      },
    },
    {
      title: { ja: 'SCIM の接続情報を入力する', en: 'Enter the SCIM credentials' },
      body: {
        ja: '「プロビジョニング設定」タブを開き、「プロビジョニング方法」で「SCIM 2.0」を選びます。\n\n「ベースURI」に SCIM のベース URL を、「OAuth ベアラートークン」にトークンを貼り付け、「接続確認」の「テスト」をクリックします。「テストが成功しました」と表示されたら「保存」をクリックします。',
        en: 'Open the プロビジョニング設定 (Provisioning settings) tab and choose SCIM 2.0 as プロビジョニング方法 (Provisioning method).\n\nPaste the SCIM base URL into ベースURI (Base URI) and the token into OAuth ベアラートークン (OAuth bearer token), then select テスト (Test) under 接続確認 (Connection test). When it says that the test succeeded, select 保存 (Save).',
      },
      copy: ['scimBaseUrl', 'scimToken'],
    },
    {
      title: { ja: 'アカウントプロビジョニングを有効にする', en: 'Enable account provisioning' },
      body: {
        ja: '「対象とマッピング」で「アカウントプロビジョニング」を「On」にします。\n\nサービスアカウント削除時の動作: 既定の「停止」を推奨します（アカウントとデータは残ります）。「削除」を選ぶと、アカウントは削除されます。\nパスワード同期: 「しない」にしてください。届いたパスワードは使われません。\nSCIM user resource ID の入力方法: 「自動（推奨）」を選びます。既存のアカウントは自動的に関連付けられます。',
        en: 'Under 対象とマッピング (Target and mapping) set アカウントプロビジョニング (Account provisioning) to On.\n\nOn deletion of a service account: we recommend suspending (停止), which keeps account and data; 削除 deletes the account.\nPassword synchronisation: off (しない). Passwords that arrive are not used.\nEntry of the SCIM user resource ID: automatic (自動, recommended); existing accounts are then linked by themselves.',
      },
    },
    {
      title: { ja: '属性マッピングを設定する', en: 'Set the attribute mapping' },
      body: {
        ja: '権限、言語、タイムゾーンを同期する場合は、「アカウント管理」＞「ユーザー」の「カスタムフィールド」タブで、値の種類が SINGLE のフィールドを追加します（例: SEKISHO_ROLE、SEKISHO_LANGUAGE、SEKISHO_TIMEZONE）。\n\n「プロビジョニング設定」の「対象とマッピング」で「追加」をクリックし、次のようにマッピングします。\n\n表示名 → displayName\nSEKISHO_ROLE → roles（ADMIN、USER、GUEST のいずれか。空の場合はゲスト）\nSEKISHO_LANGUAGE → preferredLanguage（ja または en）\nSEKISHO_TIMEZONE → timezone（例: Asia/Tokyo）',
        en: 'To synchronise role, language and time zone, add custom fields of value type SINGLE under アカウント管理 (Account management) > ユーザー (Users) > カスタムフィールド (Custom fields), such as SEKISHO_ROLE, SEKISHO_LANGUAGE and SEKISHO_TIMEZONE.\n\nSelect 追加 (Add) under 対象とマッピング (Target and mapping) in the provisioning settings and map:\n\n表示名 (Display name) → displayName\nSEKISHO_ROLE → roles (ADMIN, USER or GUEST; guest when empty)\nSEKISHO_LANGUAGE → preferredLanguage (ja or en)\nSEKISHO_TIMEZONE → timezone (such as Asia/Tokyo)',
      },
    },
    {
      title: { ja: 'ユーザーにサービスを割り当てる', en: 'Assign the service to users' },
      body: {
        ja: 'ユーザー設定の「利用可能サービス」に、追加したサービスを割り当てます。結果は、この接続のプロビジョニング履歴で確認できます。\n\n思ったとおりに同期されない場合は、この接続の「生データの記録」を有効にして（1 時間で自動的に終了します）もう一度同期し、記録された内容をお知らせください。CloudGate UNO が実際に送信するリクエストは公開されていないため、記録が今後の対応の手がかりになります。',
        en: "Add the service to the available services in the users' settings. See the results in this connection's provisioning log.\n\nIf something is not synchronised as you expect, switch on this connection's raw capture for an hour, synchronise again and report what was captured. What CloudGate UNO really sends has not been published, so this helps to support it better.",
      },
    },
  ],
};
