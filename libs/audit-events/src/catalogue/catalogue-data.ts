import type { Catalogue } from './catalogue.ts';

/**
 * Every event that may be written, in one place. The strings are the original's where they are known, and follow its
 * grammar elsewhere: an event is an order (`Add an issue`), an action says what happened to which thing
 * (`MARKETING-15 was added to マーケティング部`). Never rename an id that has been released: the log keeps it for
 * 400 days and filters look for it. Raise `version` with every change.
 */
export const catalogue: Catalogue = {
  version: 5,
  products: [
    {
      id: 'Backlog',
      name: { ja: 'プロジェクト管理 Backlog', en: 'Backlog' },
      plans: [
        { id: 'free', name: { ja: 'フリー', en: 'Free' } },
        { id: 'starter', name: { ja: 'スターター', en: 'Starter' } },
        { id: 'standard', name: { ja: 'スタンダード', en: 'Standard' } },
        { id: 'premium', name: { ja: 'プレミアム', en: 'Premium' } },
        { id: 'platinum', name: { ja: 'プラチナ', en: 'Platinum' }, accessLog: true },
      ],
      categories: [
        {
          id: 'Issue',
          name: { ja: '課題', en: 'Issue' },
          events: [
            {
              id: 'Add an issue',
              name: { ja: '課題の追加', en: 'Add an issue' },
              action: 'MARKETING-15 was added to マーケティング部',
            },
            {
              id: 'Update an issue',
              name: { ja: '課題の更新', en: 'Update an issue' },
              action: 'MARKETING-15 was updated in マーケティング部',
            },
            {
              id: 'Delete an issue',
              name: { ja: '課題の削除', en: 'Delete an issue' },
              action: 'MARKETING-15 was deleted from マーケティング部',
            },
          ],
        },
        {
          id: 'Comment',
          name: { ja: 'コメント', en: 'Comment' },
          events: [
            {
              id: 'Add a comment',
              name: { ja: 'コメントの追加', en: 'Add a comment' },
              action: 'A comment was added to MARKETING-15 in マーケティング部',
            },
            {
              id: 'Update a comment',
              name: { ja: 'コメントの更新', en: 'Update a comment' },
              action: 'A comment was updated on MARKETING-15 in マーケティング部',
            },
            {
              id: 'Delete a comment',
              name: { ja: 'コメントの削除', en: 'Delete a comment' },
              action: 'A comment was deleted from MARKETING-15 in マーケティング部',
            },
          ],
        },
        {
          id: 'Wiki',
          name: { ja: 'Wiki', en: 'Wiki' },
          events: [
            {
              id: 'Add a wiki page',
              name: { ja: 'Wiki ページの追加', en: 'Add a wiki page' },
              action: '議事録 was added to マーケティング部',
            },
            {
              id: 'Update a wiki page',
              name: { ja: 'Wiki ページの更新', en: 'Update a wiki page' },
              action: '議事録 was updated in マーケティング部',
            },
            {
              id: 'Delete a wiki page',
              name: { ja: 'Wiki ページの削除', en: 'Delete a wiki page' },
              action: '議事録 was deleted from マーケティング部',
            },
          ],
        },
        {
          id: 'File',
          name: { ja: 'ファイル', en: 'File' },
          events: [
            {
              id: 'Add a file',
              name: { ja: 'ファイルの追加', en: 'Add a file' },
              action: '見積書.xlsx was added to マーケティング部',
            },
            {
              id: 'Download a file',
              name: { ja: 'ファイルのダウンロード', en: 'Download a file' },
              action: '見積書.xlsx was downloaded from マーケティング部',
            },
            {
              id: 'Delete a file',
              name: { ja: 'ファイルの削除', en: 'Delete a file' },
              action: '見積書.xlsx was deleted from マーケティング部',
            },
          ],
        },
        {
          id: 'Git',
          name: { ja: 'Git リポジトリ', en: 'Git' },
          events: [
            {
              id: 'Add a Git repository',
              name: { ja: 'Git リポジトリの追加', en: 'Add a Git repository' },
              action: 'web was added to マーケティング部',
            },
            {
              id: 'Clone a Git repository',
              name: { ja: 'Git リポジトリのクローン', en: 'Clone a Git repository' },
              action: 'web was cloned from マーケティング部',
            },
            {
              id: 'Push to a Git repository',
              name: { ja: 'Git リポジトリへのプッシュ', en: 'Push to a Git repository' },
              action: 'web was pushed in マーケティング部',
            },
          ],
        },
        {
          id: 'Project',
          name: { ja: 'プロジェクト', en: 'Project' },
          events: [
            { id: 'Add a project', name: { ja: 'プロジェクトの追加', en: 'Add a project' }, action: 'TRM was added' },
            {
              id: 'Update a project',
              name: { ja: 'プロジェクトの更新', en: 'Update a project' },
              action: 'TRM was updated',
            },
            {
              id: 'Delete a project',
              name: { ja: 'プロジェクトの削除', en: 'Delete a project' },
              action: 'TRM was deleted',
            },
            {
              id: 'Add a member to a project',
              name: { ja: 'プロジェクトへのメンバーの追加', en: 'Add a member to a project' },
              action: '松中 聡 was added to マーケティング部',
            },
            {
              id: 'Delete a member from a project',
              name: { ja: 'プロジェクトからのメンバーの削除', en: 'Delete a member from a project' },
              action: '松中 聡 was deleted from マーケティング部',
            },
            {
              id: 'Add a category to a project',
              name: { ja: 'プロジェクトへのカテゴリーの追加', en: 'Add a category to a project' },
              action: 'みかん was added to マーケティング部',
            },
            {
              id: 'Update a category',
              name: { ja: 'カテゴリーの更新', en: 'Update a category' },
              action: 'みかん was updated in マーケティング部',
            },
            {
              id: 'Delete a category from a project',
              name: { ja: 'プロジェクトからのカテゴリーの削除', en: 'Delete a category from a project' },
              action: 'みかん was deleted from マーケティング部',
            },
            {
              id: 'Add a status to a project',
              name: { ja: 'プロジェクトへの状態の追加', en: 'Add a status to a project' },
              action: 'デザイン部 was added to マーケティング部',
            },
            {
              id: 'Update a status',
              name: { ja: '状態の更新', en: 'Update a status' },
              action: '開発部 was updated in TRM',
            },
            {
              id: 'Delete a status from a project',
              name: { ja: 'プロジェクトからの状態の削除', en: 'Delete a status from a project' },
              action: 'デザイン部 was deleted from マーケティング部',
            },
            {
              id: 'Add an issue type to a project',
              name: { ja: 'プロジェクトへの種別の追加', en: 'Add an issue type to a project' },
              action: 'バグ was added to マーケティング部',
            },
            {
              id: 'Update an issue type',
              name: { ja: '種別の更新', en: 'Update an issue type' },
              action: 'バグ was updated in マーケティング部',
            },
            {
              id: 'Delete an issue type from a project',
              name: { ja: 'プロジェクトからの種別の削除', en: 'Delete an issue type from a project' },
              action: 'バグ was deleted from マーケティング部',
            },
            {
              id: 'Add a milestone to a project',
              name: { ja: 'プロジェクトへのマイルストーンの追加', en: 'Add a milestone to a project' },
              action: '春の公開 was added to マーケティング部',
            },
            {
              id: 'Update a milestone',
              name: { ja: 'マイルストーンの更新', en: 'Update a milestone' },
              action: '春の公開 was updated in マーケティング部',
            },
            {
              id: 'Delete a milestone from a project',
              name: { ja: 'プロジェクトからのマイルストーンの削除', en: 'Delete a milestone from a project' },
              action: '春の公開 was deleted from マーケティング部',
            },
            {
              id: 'Add a custom field to a project',
              name: { ja: 'プロジェクトへのカスタム属性の追加', en: 'Add a custom field to a project' },
              action: '納品先 was added to マーケティング部',
            },
            {
              id: 'Update a custom field',
              name: { ja: 'カスタム属性の更新', en: 'Update a custom field' },
              action: '納品先 was updated in マーケティング部',
            },
            {
              id: 'Delete a custom field from a project',
              name: { ja: 'プロジェクトからのカスタム属性の削除', en: 'Delete a custom field from a project' },
              action: '納品先 was deleted from マーケティング部',
            },
            {
              id: 'Add a webhook to a project',
              name: { ja: 'プロジェクトへの Webhook の追加', en: 'Add a webhook to a project' },
              action: '通知 was added to マーケティング部',
            },
            {
              id: 'Update a webhook',
              name: { ja: 'Webhook の更新', en: 'Update a webhook' },
              action: '通知 was updated in マーケティング部',
            },
            {
              id: 'Delete a webhook from a project',
              name: { ja: 'プロジェクトからの Webhook の削除', en: 'Delete a webhook from a project' },
              action: '通知 was deleted from マーケティング部',
            },
          ],
        },
        {
          id: 'Gantt Chart',
          name: { ja: 'ガントチャート', en: 'Gantt Chart' },
          events: [
            {
              id: 'Download a project Gantt chart as',
              name: { ja: 'プロジェクトのガントチャートのダウンロード', en: 'Download a project Gantt chart' },
              action: 'Gantt chart was downloaded as Excel file in マーケティング部',
            },
          ],
        },
        {
          id: 'Personal setting',
          name: { ja: '個人設定', en: 'Personal setting' },
          events: [
            {
              id: 'Edit email settings',
              name: { ja: 'メール設定の変更', en: 'Edit email settings' },
              action: "松中 聡's email settings were edited",
            },
            {
              id: 'Edit notification settings',
              name: { ja: 'お知らせ設定の変更', en: 'Edit notification settings' },
              action: "松中 聡's notification settings were edited",
            },
            {
              id: 'Edit display settings',
              name: { ja: '表示設定の変更', en: 'Edit display settings' },
              action: "松中 聡's display settings were edited",
            },
            {
              id: 'Issue an API key',
              name: { ja: 'API キーの発行', en: 'Issue an API key' },
              action: 'An API key of 松中 聡 was issued',
            },
            {
              id: 'Delete an API key',
              name: { ja: 'API キーの削除', en: 'Delete an API key' },
              action: 'An API key of 松中 聡 was deleted',
            },
          ],
        },
      ],
    },
    {
      id: 'Cacoo',
      name: { ja: 'オンライン作図 Cacoo', en: 'Cacoo' },
      categories: [
        {
          id: 'Diagram',
          name: { ja: '図', en: 'Diagram' },
          events: [
            { id: 'Add a diagram', name: { ja: '図の追加', en: 'Add a diagram' }, action: 'システム構成図 was added' },
          ],
        },
        {
          id: 'Collaborator',
          name: { ja: 'コラボレーター', en: 'Collaborator' },
          events: [
            {
              id: 'Add a collaborator',
              name: { ja: 'コラボレーターの追加', en: 'Add a collaborator' },
              action: '松中 聡 was added to システム構成図',
            },
            {
              id: 'Delete a collaborator',
              name: { ja: 'コラボレーターの削除', en: 'Delete a collaborator' },
              action: '松中 聡 was deleted from システム構成図',
            },
          ],
        },
        {
          id: 'Public link',
          name: { ja: '公開リンク', en: 'Public link' },
          events: [
            {
              id: 'Set a public link',
              name: { ja: '公開リンクの設定', en: 'Set a public link' },
              action: 'A public link was set for システム構成図',
            },
          ],
        },
        {
          id: 'Comment',
          name: { ja: 'コメント', en: 'Comment' },
          events: [
            {
              id: 'Add a comment',
              name: { ja: 'コメントの追加', en: 'Add a comment' },
              action: 'A comment was added to システム構成図',
            },
            {
              id: 'Update a comment',
              name: { ja: 'コメントの更新', en: 'Update a comment' },
              action: 'A comment was updated on システム構成図',
            },
            {
              id: 'Delete a comment',
              name: { ja: 'コメントの削除', en: 'Delete a comment' },
              action: 'A comment was deleted from システム構成図',
            },
          ],
        },
      ],
    },
    {
      id: 'Typetalk',
      name: { ja: 'ビジネスチャット Typetalk', en: 'Typetalk' },
      closedAt: '2025-12-31T00:00:00.000Z',
      categories: [
        {
          id: 'Topic',
          name: { ja: 'トピック', en: 'Topic' },
          events: [
            { id: 'Add a topic', name: { ja: 'トピックの追加', en: 'Add a topic' }, action: '全社連絡 was added' },
            {
              id: 'Update a topic',
              name: { ja: 'トピックの更新', en: 'Update a topic' },
              action: '全社連絡 was updated',
            },
            {
              id: 'Delete a topic',
              name: { ja: 'トピックの削除', en: 'Delete a topic' },
              action: '全社連絡 was deleted',
            },
          ],
        },
        {
          id: 'Message',
          name: { ja: 'メッセージ', en: 'Message' },
          events: [
            {
              id: 'Add a message',
              name: { ja: 'メッセージの追加', en: 'Add a message' },
              action: 'A message was added to 全社連絡',
            },
            {
              id: 'Update a message',
              name: { ja: 'メッセージの更新', en: 'Update a message' },
              action: 'A message was updated in 全社連絡',
            },
            {
              id: 'Delete a message',
              name: { ja: 'メッセージの削除', en: 'Delete a message' },
              action: 'A message was deleted from 全社連絡',
            },
          ],
        },
        {
          id: 'File',
          name: { ja: 'ファイル', en: 'File' },
          events: [
            {
              id: 'Add a file',
              name: { ja: 'ファイルの追加', en: 'Add a file' },
              action: '見積書.xlsx was added to 全社連絡',
            },
            {
              id: 'Download a file',
              name: { ja: 'ファイルのダウンロード', en: 'Download a file' },
              action: '見積書.xlsx was downloaded from 全社連絡',
            },
            {
              id: 'Delete a file',
              name: { ja: 'ファイルの削除', en: 'Delete a file' },
              action: '見積書.xlsx was deleted from 全社連絡',
            },
          ],
        },
        {
          id: 'Organization setting',
          name: { ja: '組織設定', en: 'Organization setting' },
          events: [
            {
              id: 'Update organization settings',
              name: { ja: '組織設定の変更', en: 'Update organization settings' },
              action: 'Organization settings were updated',
            },
          ],
        },
      ],
    },
    {
      id: 'Apps',
      name: { ja: '組織設定 Apps', en: 'Apps' },
      categories: [
        {
          id: 'Member',
          name: { ja: 'メンバー', en: 'Member' },
          events: [
            {
              id: 'Invite a member',
              name: { ja: 'メンバーの招待', en: 'Invite a member' },
              action: 'yamada@example.co.jp was invited',
            },
            {
              id: 'Delete a member',
              name: { ja: 'メンバーの削除', en: 'Delete a member' },
              action: '山田 太郎 (yamada@example.co.jp) was deleted from the organization',
            },
            {
              id: 'Change a member role',
              name: { ja: 'メンバーの権限変更', en: 'Change a member role' },
              action: '山田 太郎 (yamada@example.co.jp) was changed from member to administrator',
            },
            {
              id: 'Grant a privilege',
              name: { ja: '特権の付与', en: 'Grant a privilege' },
              action: 'audit-log-administrator was granted to 山田 太郎 (yamada@example.co.jp)',
            },
            {
              id: 'Revoke a privilege',
              name: { ja: '特権の取り消し', en: 'Revoke a privilege' },
              action: 'audit-log-administrator was revoked from 山田 太郎 (yamada@example.co.jp)',
            },
            {
              id: 'Issue a password link',
              name: { ja: 'パスワード設定リンクの発行', en: 'Issue a password link' },
              action: 'A link to set a password was issued for 山田 太郎 (yamada@example.co.jp)',
            },
            {
              id: 'Download the member list',
              name: { ja: 'メンバー一覧のダウンロード', en: 'Download the member list' },
              action: 'The member list was downloaded',
            },
          ],
        },
        {
          id: 'Account',
          name: { ja: 'アカウント', en: 'Account' },
          events: [
            {
              id: 'Update a profile',
              name: { ja: 'プロフィールの変更', en: 'Update a profile' },
              action: 'name of 山田 太郎 (yamada@example.co.jp) was updated',
            },
            {
              id: 'Change a password',
              name: { ja: 'パスワードの変更', en: 'Change a password' },
              action: '山田 太郎 (yamada@example.co.jp) changed the password',
            },
          ],
        },
        {
          id: 'Managed account',
          name: { ja: '管理対象アカウント', en: 'Managed account' },
          events: [
            {
              id: 'Create a managed account',
              name: { ja: '管理対象アカウントの作成', en: 'Create a managed account' },
              action: '山田 太郎 (yamada@example.co.jp) was created',
            },
            {
              id: 'Update a managed account',
              name: { ja: '管理対象アカウントの更新', en: 'Update a managed account' },
              action: '山田 太郎 (yamada@example.co.jp) was updated',
            },
            {
              id: 'Activate a managed account',
              name: { ja: '管理対象アカウントの有効化', en: 'Activate a managed account' },
              action: '山田 太郎 (yamada@example.co.jp) was activated',
            },
            {
              id: 'Deactivate a managed account',
              name: { ja: '管理対象アカウントの無効化', en: 'Deactivate a managed account' },
              action: '山田 太郎 (yamada@example.co.jp) was deactivated',
            },
            {
              id: 'Delete a managed account',
              name: { ja: '管理対象アカウントの削除', en: 'Delete a managed account' },
              action: '山田 太郎 (yamada@example.co.jp) was deleted',
            },
            {
              id: 'Switch an account to managed',
              name: { ja: '管理対象アカウントへの切り替え', en: 'Switch an account to managed' },
              action: '山田 太郎 (yamada@example.co.jp) was switched to a managed account',
            },
            {
              id: 'Switch an account to personal',
              name: { ja: 'ヌーラボアカウントへの切り替え', en: 'Switch an account to personal' },
              action: '山田 太郎 (yamada@example.co.jp) was switched to a personal account',
            },
          ],
        },
        {
          id: 'Team',
          name: { ja: 'チーム', en: 'Team' },
          events: [
            { id: 'Create a team', name: { ja: 'チームの作成', en: 'Create a team' }, action: '営業部 was created' },
            {
              id: 'Update a team',
              name: { ja: 'チームの変更', en: 'Update a team' },
              action: '営業部 was renamed to 営業推進部',
            },
            { id: 'Delete a team', name: { ja: 'チームの削除', en: 'Delete a team' }, action: '営業部 was deleted' },
            {
              id: 'Add a team member',
              name: { ja: 'チームメンバーの追加', en: 'Add a team member' },
              action: '山田 太郎 was added to 営業部',
            },
            {
              id: 'Delete a team member',
              name: { ja: 'チームメンバーの削除', en: 'Delete a team member' },
              action: '山田 太郎 was deleted from 営業部',
            },
          ],
        },
        {
          id: 'Organization',
          name: { ja: '組織', en: 'Organization' },
          events: [
            {
              id: 'Create an organization',
              name: { ja: '組織の作成', en: 'Create an organization' },
              action: '桜製作所 was created',
            },
            {
              id: 'Update organization settings',
              name: { ja: '組織設定の変更', en: 'Update organization settings' },
              action: 'name was updated',
            },
            {
              id: 'Delete an organization',
              name: { ja: '組織の削除', en: 'Delete an organization' },
              action: '桜製作所 was deleted',
            },
            {
              id: 'Restore an organization',
              name: { ja: '組織の削除の取り消し', en: 'Restore an organization' },
              action: '桜製作所 was restored',
            },
            {
              id: 'Change a product plan',
              name: { ja: 'プロダクトのプランの変更', en: 'Change a product plan' },
              action: 'The plan of Backlog was changed from premium to platinum',
            },
          ],
        },
        {
          id: 'Domain',
          name: { ja: 'ドメイン', en: 'Domain' },
          events: [
            {
              id: 'Add a domain',
              name: { ja: 'ドメインの追加', en: 'Add a domain' },
              action: 'example.co.jp was added',
            },
            {
              id: 'Verify a domain',
              name: { ja: 'ドメインの確認', en: 'Verify a domain' },
              action: 'example.co.jp was verified',
            },
            {
              id: 'Lapse a domain',
              name: { ja: 'ドメイン確認の失効', en: 'Lapse a domain' },
              action: 'example.co.jp has lost its DNS record',
            },
            {
              id: 'Delete a domain',
              name: { ja: 'ドメインの削除', en: 'Delete a domain' },
              action: 'example.co.jp was deleted',
            },
          ],
        },
        {
          id: 'Connection',
          name: { ja: '接続', en: 'Connection' },
          events: [
            {
              id: 'Create a connection',
              name: { ja: '接続の作成', en: 'Create a connection' },
              action: '社員 (Microsoft Entra ID) was created',
            },
            {
              id: 'Update a connection',
              name: { ja: '接続の変更', en: 'Update a connection' },
              action: 'name of 社員 was updated',
            },
            {
              id: 'Delete a connection',
              name: { ja: '接続の削除', en: 'Delete a connection' },
              action: '社員 was deleted',
            },
            {
              id: 'Start a raw capture',
              name: { ja: '生データの記録の開始', en: 'Start a raw capture' },
              action: 'A raw capture of 社員 was started',
            },
            {
              id: 'Stop a raw capture',
              name: { ja: '生データの記録の停止', en: 'Stop a raw capture' },
              action: 'A raw capture of 社員 was stopped',
            },
            {
              id: 'Issue a token',
              name: { ja: 'トークンの発行', en: 'Issue a token' },
              action: 'Token …a1b2 was issued for 社員',
            },
            {
              id: 'Revoke a token',
              name: { ja: 'トークンの失効', en: 'Revoke a token' },
              action: 'Token …a1b2 was revoked for 社員',
            },
            {
              id: 'Add a certificate',
              name: { ja: '証明書の追加', en: 'Add a certificate' },
              action: 'A certificate was added to 社員',
            },
            {
              id: 'Delete a certificate',
              name: { ja: '証明書の削除', en: 'Delete a certificate' },
              action: 'A certificate was deleted from 社員',
            },
          ],
        },
        {
          id: 'API key',
          name: { ja: 'API キー', en: 'API key' },
          events: [
            {
              id: 'Issue an API key',
              name: { ja: 'API キーの発行', en: 'Issue an API key' },
              action: '集計 was issued',
            },
            {
              id: 'Revoke an API key',
              name: { ja: 'API キーの失効', en: 'Revoke an API key' },
              action: '集計 was revoked',
            },
          ],
        },
        {
          id: 'Policy',
          name: { ja: 'ポリシー', en: 'Policy' },
          events: [
            {
              id: 'Update a policy',
              name: { ja: 'ポリシーの変更', en: 'Update a policy' },
              action: 'Sign-in policy was updated',
            },
          ],
        },
        {
          id: 'Provisioning',
          name: { ja: 'プロビジョニング', en: 'Provisioning' },
          events: [
            {
              id: 'Stop provisioning by the brake',
              name: { ja: 'ブレーキによるプロビジョニングの停止', en: 'Stop provisioning by the brake' },
              action: '社員 was stopped after 40 of 200 accounts had gone',
            },
            {
              id: 'Approve held changes',
              name: { ja: '保留した変更の承認', en: 'Approve held changes' },
              action: '60 held changes of 社員 were approved',
            },
            {
              id: 'Reject held changes',
              name: { ja: '保留した変更の却下', en: 'Reject held changes' },
              action: '60 held changes of 社員 were rejected',
            },
            {
              id: 'Release the brake',
              name: { ja: 'ブレーキの解除', en: 'Release the brake' },
              action: 'The brake of 社員 was released',
            },
          ],
        },
        {
          id: 'Sign-in',
          name: { ja: 'サインイン', en: 'Sign-in' },
          events: [
            {
              id: 'Sign in',
              name: { ja: 'サインイン', en: 'Sign in' },
              action: '山田 太郎 (yamada@example.co.jp) signed in',
            },
            {
              id: 'Fail to sign in',
              name: { ja: 'サインインの失敗', en: 'Fail to sign in' },
              action: 'yamada@example.co.jp was refused: wrong password',
            },
            {
              id: 'Sign out',
              name: { ja: 'サインアウト', en: 'Sign out' },
              action: '山田 太郎 (yamada@example.co.jp) signed out',
            },
            {
              id: 'End sessions',
              name: { ja: 'セッションの終了', en: 'End sessions' },
              action: 'Every session of 山田 太郎 (yamada@example.co.jp) was ended',
            },
          ],
        },
        {
          id: 'Audit log',
          name: { ja: '監査ログ', en: 'Audit log' },
          events: [
            {
              id: 'Export the audit log',
              name: { ja: '監査ログの出力', en: 'Export the audit log' },
              action: 'Audit log of 2026-04-01T00:00:00Z/2026-05-01T00:00:00Z was exported as CSV',
            },
            {
              id: 'Prepare an export',
              name: { ja: '出力の準備', en: 'Prepare an export' },
              action: 'An export of audit log of 2026-04-01T00:00:00Z/2026-05-01T00:00:00Z as CSV was requested',
            },
            {
              id: 'Remove a prepared export',
              name: { ja: '準備した出力の削除', en: 'Remove a prepared export' },
              action: 'The export of audit log of 2026-04-01T00:00:00Z/2026-05-01T00:00:00Z as CSV was removed',
            },
            {
              id: 'Replace characters in an export',
              name: { ja: '出力での文字の置き換え', en: 'Replace characters in an export' },
              action:
                '3 characters of audit log of 2026-04-01T00:00:00Z/2026-05-01T00:00:00Z were replaced: Shift_JIS does not have them',
            },
            {
              id: 'Download a monthly file',
              name: { ja: '月次ファイルのダウンロード', en: 'Download a monthly file' },
              action: 'auditlog-202604-Backlog-csv.zip was downloaded',
            },
            {
              id: 'Save a search',
              name: { ja: '検索条件の保存', en: 'Save a search' },
              action: '深夜の一括操作 was saved',
            },
            {
              id: 'Update a saved search',
              name: { ja: '検索条件の変更', en: 'Update a saved search' },
              action: 'name of 深夜の一括操作 was updated',
            },
            {
              id: 'Delete a saved search',
              name: { ja: '検索条件の削除', en: 'Delete a saved search' },
              action: '深夜の一括操作 was deleted',
            },
          ],
        },
        {
          id: 'Access log',
          name: { ja: 'アクセスログ', en: 'Access log' },
          events: [
            {
              id: 'Download the access log',
              name: { ja: 'アクセスログのダウンロード', en: 'Download the access log' },
              action: 'Access log of Backlog 2026-04 was downloaded as CSV',
            },
          ],
        },
        {
          id: 'Forwarding',
          name: { ja: '転送', en: 'Forwarding' },
          events: [
            {
              id: 'Create a forwarding destination',
              name: { ja: '転送先の作成', en: 'Create a forwarding destination' },
              action: 'SIEM (splunk-hec) was created',
            },
            {
              id: 'Update a forwarding destination',
              name: { ja: '転送先の変更', en: 'Update a forwarding destination' },
              action: 'settings of SIEM was updated',
            },
            {
              id: 'Pause forwarding',
              name: { ja: '転送の一時停止', en: 'Pause forwarding' },
              action: 'Forwarding to SIEM was paused',
            },
            {
              id: 'Resume forwarding',
              name: { ja: '転送の再開', en: 'Resume forwarding' },
              action: 'Forwarding to SIEM was resumed',
            },
            {
              id: 'Delete a forwarding destination',
              name: { ja: '転送先の削除', en: 'Delete a forwarding destination' },
              action: 'SIEM was deleted',
            },
            {
              id: 'Test a forwarding destination',
              name: { ja: '転送先のテスト', en: 'Test a forwarding destination' },
              action: 'A test event was sent to SIEM and was accepted',
            },
          ],
        },
        {
          id: 'Alert',
          name: { ja: 'アラート', en: 'Alert' },
          events: [
            {
              id: 'Create an alert rule',
              name: { ja: 'アラートのルールの作成', en: 'Create an alert rule' },
              action: '深夜の一括操作 was created',
            },
            {
              id: 'Update an alert rule',
              name: { ja: 'アラートのルールの変更', en: 'Update an alert rule' },
              action: 'condition of 深夜の一括操作 was updated',
            },
            {
              id: 'Delete an alert rule',
              name: { ja: 'アラートのルールの削除', en: 'Delete an alert rule' },
              action: '深夜の一括操作 was deleted',
            },
            {
              id: 'Acknowledge an alert',
              name: { ja: 'アラートの確認', en: 'Acknowledge an alert' },
              action: 'An alert of 深夜の一括操作 was acknowledged',
            },
          ],
        },
        {
          id: 'Contract',
          name: { ja: '契約', en: 'Contract' },
          events: [
            {
              id: 'Change payment information',
              name: { ja: '支払情報の変更', en: 'Change payment information' },
              action: 'Payment information was changed',
            },
            {
              id: 'Change contractor information',
              name: { ja: '契約者情報の変更', en: 'Change contractor information' },
              action: 'Contractor information was changed',
            },
            {
              id: 'Start a trial',
              name: { ja: 'トライアルの開始', en: 'Start a trial' },
              action: 'A trial was started',
            },
            {
              id: 'Start a subscription',
              name: { ja: '利用の開始', en: 'Start a subscription' },
              action: 'A subscription was started',
            },
            {
              id: 'Cancel a subscription',
              name: { ja: '利用の解約', en: 'Cancel a subscription' },
              action: 'The subscription was cancelled',
            },
            {
              id: 'Suspend a subscription',
              name: { ja: '利用の停止', en: 'Suspend a subscription' },
              action: 'The subscription was suspended',
            },
            {
              id: 'Resume a subscription',
              name: { ja: '利用の再開', en: 'Resume a subscription' },
              action: 'The subscription was resumed',
            },
          ],
        },
      ],
    },
  ],
};
