import { decideEndContract, decideRegisterContract, noContract } from '@sekisho/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendOutbox } from '../outbox/append.ts';
import { createTestDatabase, type TestDatabase, testAuditEvent } from '../testing/index.ts';
import { findContract, writeContract } from './contracts.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.transaction().execute((trx) => writeContract(trx, again));
});
afterAll(async () => database.close());

/** Noon in April 2026. */
const day = (number: number) => new Date(Date.UTC(2026, 3, number, 12));

const first = decideRegisterContract(noContract('org_one'), day(1)).next;
const ended = decideEndContract(first, day(10)).next;
const again = decideRegisterContract(ended, day(20)).next;

it('reads back what was written, and changes the end of a period that it has', async () => {
  expect(await findContract(database.db, 'org_two')).toEqual(noContract('org_two'));

  const states = [];
  for (const contract of [first, ended, again].map((one) => ({ ...one, organisationId: 'org_two' }))) {
    await database.db.transaction().execute((trx) => writeContract(trx, contract));
    states.push(await findContract(database.db, 'org_two'));
  }

  expect(states).toEqual([first, ended, again].map((one) => ({ ...one, organisationId: 'org_two' })));
});

describe('an audit event of an organisation', () => {
  it.each([
    ['before its first period is not written', 'org_one', new Date(day(1).getTime() - 1), 0],
    ['at the beginning of a period is written', 'org_one', day(1), 1],
    ['within a period is written', 'org_one', day(5), 1],
    ['at the end of a period is not written', 'org_one', day(10), 0],
    ['between two periods is not written', 'org_one', day(15), 0],
    ['in a period without an end is written', 'org_one', new Date('2036-01-01T00:00:00.000Z'), 1],
    ['without any contract is not written', 'org_three', day(5), 0],
  ])('%s', async (_sentence, organisationId, now, written) => {
    const event = testAuditEvent(organisationId);
    await database.db.transaction().execute((trx) => appendOutbox(trx, [event], now));
    const rows = await database.db.selectFrom('outbox').select('event_id').where('event_id', '=', event.id).execute();
    expect(rows).toHaveLength(written);
  });
});
