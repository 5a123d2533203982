import type { RecordingPeriod } from '@sekisho/domain';
import { expect, it, vi } from 'vitest';
import { createRecordingPeriods } from './recording-periods.ts';

const periods: readonly RecordingPeriod[] = [{ from: new Date(0), to: null }];

it('looks each organisation up once, however many ask at the same time', async () => {
  const load = vi.fn(async () => periods);
  const ask = createRecordingPeriods(load, 60_000);

  const answers = await Promise.all([ask('org_one'), ask('org_one'), ask('org_two'), ask('org_one')]);

  expect(answers).toEqual([periods, periods, periods, periods]);
  expect(load.mock.calls).toEqual([['org_one'], ['org_two']]);
});

it('sees what has changed once its moment is over', async () => {
  let now: readonly RecordingPeriod[] = periods;
  const ask = createRecordingPeriods(async () => now, 20);
  expect(await ask('org_one')).toEqual(periods);

  now = [];

  await vi.waitFor(async () => expect(await ask('org_one')).toEqual([]));
});

it('asks again after a look-up that failed', async () => {
  const load = vi.fn(async () => periods).mockRejectedValueOnce(new Error('the database is away'));
  const ask = createRecordingPeriods(load, 60_000);

  await expect(ask('org_one')).rejects.toThrow('away');
  expect(await ask('org_one')).toEqual(periods);
});
