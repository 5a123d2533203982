import type { SetupGuide } from '@sekisho/provider-kit';

export const setupGuide: SetupGuide = {
  reference: 'https://www.rfc-editor.org/rfc/rfc7644',
  steps: [
    {
      title: { ja: 'SCIM の接続情報を入力する', en: 'Enter the SCIM credentials' },
      body: {
        ja: 'ID プロバイダーの SCIM 2.0 プロビジョニングの設定画面で、ベース URL（テナント URL、SCIM エンドポイントなどと表示されます）とトークンを入力します。認証方式は OAuth ベアラートークン（Authorization: Bearer ヘッダー）です。接続テストの機能がある場合は、実行して成功することを確認します。',
        en: "In your identity provider's settings for SCIM 2.0 provisioning, enter the base URL (also called tenant URL or SCIM endpoint) and the token. The authentication method is an OAuth bearer token (header Authorization: Bearer). If there is a connection test, run it and check that it succeeds.",
      },
      copy: ['scimBaseUrl', 'scimToken'],
    },
    {
      title: { ja: '属性をマッピングする', en: 'Map the attributes' },
      body: {
        ja: 'userName に、検証済みドメインのメールアドレスをマッピングします。このほかに displayName、name.familyName、name.givenName、emails、externalId、active もマッピングしてください。\n\nroles（ADMIN、USER、GUEST のいずれか）、preferredLanguage（ja または en）、timezone（例: Asia/Tokyo）も同期できます。roles を送信しない場合、新しいアカウントはゲストになります。',
        en: 'Map userName to an address on a verified domain. Also send displayName, name.familyName, name.givenName, emails, externalId and active.\n\nroles (ADMIN, USER or GUEST), preferredLanguage (ja or en) and timezone (such as Asia/Tokyo) can be synchronised, too. Without roles, new accounts become guests.',
      },
    },
    {
      title: { ja: '同期を開始する', en: 'Start to synchronise' },
      body: {
        ja: 'まず 1 人だけを対象に同期し、この接続のプロビジョニング履歴で結果を確認してから、対象を広げてください。グループを同期すると、チームになります。',
        en: "Try one person first, look at the result in this connection's provisioning log, and widen the scope then. Groups that you send become teams.",
      },
    },
  ],
};
