import { type Kysely, sql } from 'kysely';

/** Which plan an organisation has of each product, as the operator says. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table product_plans (
    organisation_id text not null references organisations,
    product text not null,
    plan text not null,
    set_at timestamptz not null,
    primary key (organisation_id, product)
  )`,
];
