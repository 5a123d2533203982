/**
 * Audit events as a busy suite leaves them, made by the engine itself: a hundred million rows over the wire would
 * measure the wire. Everything follows from a row's number, so that two engines can be given the same rows, and from the
 * end of the time they cover. Numbers ascend with time, as events arrive.
 */
import { z } from 'zod';

const generatedEvents = z.object({
  /** The organisation with 5 % of all rows. */
  largeOrganisation: z.string(),
  events: z.number(),
  /** Exclusive; the first event is {@link coveredDays} earlier. */
  until: z.coerce.date(),
});

/** What rows are made, and of when. */
export type GeneratedEvents = Readonly<z.infer<typeof generatedEvents>>;

/** Reads them from the JSON with which they are handed to another process. */
export function parseGeneratedEvents(json: string): GeneratedEvents {
  return generatedEvents.parse(JSON.parse(json));
}

/** Thirteen months, and not yet the 400 days after which the engine removes events. */
export const coveredDays = 395;

/** In the action of nearly every second event, of about one in 100,000, and of none. */
export const frequentWord = 'プロジェクト';
export const rareWord = '極秘の合併計画';
export const absentWord = '存在しない言葉';

/** Somebody who acts in the large organisation now and then: one of its 2,000 people. */
export const actorOfLarge = 'user-117';

const organisations = 40;

/** An insert of the rows `from` to `from + count`. `table` and the organisation are our own words, not input. */
export function insertGenerated(table: string, made: GeneratedEvents, from: number, count: number): string {
  return `INSERT INTO ${table}
    (organisation_id, event_id, occurred_at, stored_at, product, category, event, action, operation_user_id,
     operation_user_name, operation_user_email, ip_address, user_agent, space_key)
  ${selectGenerated(made, from, count)}
  SETTINGS max_insert_block_size = 1048576, min_insert_block_size_rows = 1048576, max_partitions_per_insert_block = 0`;
}

/** The rows themselves, under the names of the table's columns. */
export function selectGenerated(made: GeneratedEvents, from: number, count: number): string {
  const end = made.until.getTime();
  const step = (coveredDays * 86_400_000) / made.events;
  return `WITH
    cityHash64(number, 1) AS h1, cityHash64(number, 2) AS h2, cityHash64(number, 3) AS h3,
    h1 % 20 = 0 AS is_large,
    if(is_large, 0, 1 + toUInt32(${organisations - 1} * pow((bitShiftRight(h1, 8) % 100000) / 100000, 2))) AS org,
    if(is_large, 2000, 20 + org * 7) AS people,
    toUInt32(people * pow((h2 % 100000) / 100000, 1.5)) AS person,
    ${arrayOf(events)}[1 + toUInt32(${events.length} * pow((bitShiftRight(h2, 20) % 100000) / 100000, 2))] AS kind,
    concat(${arrayOf(projects)}[1 + (h3 % ${projects.length})], if(bitShiftRight(h3, 40) % 2 = 0, 'プロジェクト', '')) AS project,
    concat(${arrayOf(topics)}[1 + (bitShiftRight(h3, 8) % ${topics.length})], ${arrayOf(papers)}[1 + (bitShiftRight(h3, 16) % ${papers.length})],
      if(cityHash64(number, 4) % 50000 = 7, '（${rareWord}）', '')) AS paper,
    concat(${arrayOf(keys)}[1 + (h3 % ${keys.length})], '-', toString(bitShiftRight(h3, 24) % 40000)) AS issue,
    fromUnixTimestamp64Milli(toInt64(${end - coveredDays * 86_400_000} + number * ${step} + bitShiftRight(h1, 32) % 1000), 'UTC') AS at
  SELECT
    if(is_large, '${made.largeOrganisation}', concat('org-', toString(org))) AS organisation_id,
    reinterpret(unhex(concat(lower(hex(h1)), '8', substring(hex(h2), 2, 15))), 'UUID') AS event_id,
    at AS occurred_at,
    at + toIntervalMillisecond(200 + h2 % 4000) AS stored_at,
    kind.1 AS product,
    kind.2 AS category,
    kind.3 AS event,
    replaceOne(replaceOne(replaceOne(kind.4, '{issue}', issue), '{paper}', paper), '{project}', project) AS action,
    concat('user-', toString(person)) AS operation_user_id,
    concat(${arrayOf(surnames)}[1 + person % ${surnames.length}], ' ', ${arrayOf(givenNames)}[1 + intDiv(person, 7) % ${givenNames.length}]) AS operation_user_name,
    concat('user', toString(person), '@', if(is_large, 'ootemachi', concat('kaisha', toString(org))), '.example.co.jp') AS operation_user_email,
    if(h3 % 50 = 0, concat('2001:db8:', hex(org), '::', lower(hex(person))),
      concat('198.51.', toString(org), '.', toString(person % 250))) AS ip_address,
    ${arrayOf(browsers)}[1 + person % ${browsers.length}] AS user_agent,
    ${arrayOf(['ootemachi', 'kabutocho', 'nihombashi'])}[1 + h3 % 3] AS space_key
  FROM numbers_mt(${from}, ${count})`;
}

/** Product, category, event and how its action reads. The first are the most frequent. */
const events: readonly (readonly [string, string, string, string])[] = [
  ['Backlog', 'Issue', 'Update an issue', '{issue} was updated in {project}'],
  ['Backlog', 'Comment', 'Add a comment', 'A comment was added to {issue} in {project}'],
  ['Backlog', 'Issue', 'Add an issue', '{issue} was added to {project}'],
  ['Backlog', 'Wiki', 'Update a wiki page', '{paper} was updated in {project}'],
  ['Cacoo', 'Diagram', 'Add a diagram', '{paper} was added to {project}'],
  ['Backlog', 'File', 'Download a file', '{paper}.xlsx was downloaded from {project}'],
  ['Backlog', 'File', 'Add a file', '{paper}.pdf was added to {project}'],
  ['Backlog', 'Git', 'Push to a Git repository', '{issue} was pushed in {project}'],
  ['Backlog', 'Wiki', 'Add a wiki page', '{paper} was added to {project}'],
  ['Apps', 'Sign-in', 'Sign in', 'Signed in from {project}'],
  ['Backlog', 'Comment', 'Update a comment', 'A comment was updated on {issue} in {project}'],
  ['Backlog', 'Issue', 'Delete an issue', '{issue} was deleted from {project}'],
  ['Typetalk', 'Message', 'Add a message', 'A message was added to {paper} in {project}'],
  ['Apps', 'Member', 'Invite a member', 'A member was invited to {project}'],
  ['Backlog', 'File', 'Delete a file', '{paper}.docx was deleted from {project}'],
];
const projects = split(
  'マーケティング部 開発部 人事総務 経理 情報システム 新卒採用 株主総会 広報 営業一課 営業二課 品質保証 物流改善 基幹刷新 法務 海外展開 店舗支援 顧客対応 研究所 調達 知的財産',
);
const keys = split(
  'MARKETING DEV HR ACC INFOSYS RECRUIT KABU PR SALES1 SALES2 QA LOGI CORE LEGAL GLOBAL SHOP CS LAB BUY IP',
);
const topics = split(
  '第一四半期 第二四半期 来年度 上期 下期 新製品 ウェブサイト 社内 夏季 年末 臨時 月次 週次 東日本 西日本 本社 支社 取引先 採用 予算 安全衛生 情報漏えい 災害時 移転 合同 定例 全社 春の 秋の 初回',
);
const papers = split(
  '議事録 見積書 提案書 仕様書 手順書 計画書 報告書 請求書 契約書 発注書 一覧 体制図 構成図 画面遷移図 チェックリスト 振り返り 引き継ぎ資料 アンケート結果 研修資料 申請書',
);
const surnames = split(
  '佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 城島 松中 竹之内 長谷川 近藤 石井 遠藤 青木 坂本 村上',
);
const givenNames = split(
  'あゆみ 聡 翔太 美咲 大輔 陽子 健一 さくら 直樹 恵 拓也 由美子 亮 千尋 誠 真由美 隆 香織 修 麻衣',
);
const browsers = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:149.0) Gecko/20100101 Firefox/149.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'BacklogAndroid/6.2.1 (Android 16; Pixel 10)',
];

function split(words: string): readonly string[] {
  return words.split(' ');
}

/** An array of texts, or of tuples of texts, as ClickHouse writes them. The texts hold no quotes. */
function arrayOf(values: readonly (string | readonly string[])[]): string {
  const text = (value: string) => `'${value}'`;
  return `[${values.map((value) => (typeof value === 'string' ? text(value) : `(${value.map(text).join(',')})`)).join(',')}]`;
}
