import { type Kysely, sql } from 'kysely';

/** An alert that no rule raised has no rule's name: it used to have one in the organisation's language of that day. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'alter table alerts alter column rule_name drop not null',
  `update alerts set rule_name = null
    where rule_id is null and kind = 'provisioning-brake'
      and rule_name in ('プロビジョニングのブレーキ', 'Provisioning brake')`,
];
