import { toSealEntry } from '@sekisho/audit-events/seals';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogStore } from '../access/access-log-store.ts';
import { sampleEvents } from './audit-event-samples.ts';

/** How a whole log is deleted, whichever engine is behind it. Another organisation's lies in the same months throughout. */
export function runLogErasureContract(
  name: string,
  open: () => Promise<{ readonly store: LogStore; dispose(): Promise<void> }>,
): void {
  describe(`log erasure contract: ${name}`, { timeout: 30_000 }, () => {
    let subject: Awaited<ReturnType<typeof open>>;
    let store: LogStore;
    const storedAt = new Date('2026-11-01T00:30:00.000Z');
    const storedBefore = new Date('2026-11-01T01:00:00.000Z');
    const { signal } = new AbortController();
    const months = ['2026-05-02T00:00:00.000Z', '2026-06-02T00:00:00.000Z'];

    beforeAll(async () => {
      subject = await open();
      store = subject.store;
    });
    afterAll(async () => {
      await subject.dispose();
    });

    /** Events of each month, and one seal's entries. */
    async function fill(organisationId: string, of = months.slice(0, 1)): Promise<void> {
      for (const month of of) await store.insert(sampleEvents(40, organisationId, month), storedAt);
      const events = sampleEvents(40, organisationId, months[0] ?? '');
      const entries = events.map((event) => toSealEntry({ ...event, storedAt: storedAt.toISOString() }));
      await store.seals.insertSealEntries({ organisationId, sequence: 1, to: storedBefore }, entries, 0);
    }

    async function eraseAll(organisationId: string): Promise<void> {
      for (const part of await store.erasure.remaining(organisationId, storedBefore)) {
        await store.erasure.erase(organisationId, storedBefore, part, signal);
      }
    }

    async function entriesOf(organisationId: string): Promise<number> {
      let entries = 0;
      for await (const _ of store.seals.readSealEntries({ organisationId, sequence: 1, to: storedBefore }))
        entries += 1;
      return entries;
    }

    it('finds what there is, month by month and table by table', async () => {
      await fill('org_erasure_counted', months);
      expect(await store.erasure.remaining('org_erasure_counted', storedBefore)).toEqual([
        { table: 'audit_events', partition: '202605', rows: 40 },
        { table: 'audit_events', partition: '202606', rows: 40 },
        { table: 'audit_seal_entries', partition: '202611', rows: 40 },
      ]);
      expect(await store.erasure.remaining('org_erasure_counted', storedAt)).toEqual([]);
    });

    it('deletes one organisation’s log and leaves the others’ as they were', async () => {
      await fill('org_erasure_gone', months);
      await fill('org_erasure_kept', months);

      await eraseAll('org_erasure_gone');

      expect(await store.erasure.remaining('org_erasure_gone', storedBefore)).toEqual([]);
      expect(await store.count({ organisationId: 'org_erasure_gone' })).toBe(0);
      expect(await entriesOf('org_erasure_gone')).toBe(0);
      expect(await store.count({ organisationId: 'org_erasure_kept' })).toBe(80);
      expect(await entriesOf('org_erasure_kept')).toBe(40);
      const found = await store.search({ organisationId: 'org_erasure_kept', text: 'CORE' }, { limit: 200 });
      const all = await store.search({ organisationId: 'org_erasure_kept' }, { limit: 200 });
      expect(all.events).toHaveLength(80);
      expect(found.events).toEqual(all.events.filter(({ action }) => action.includes('CORE')));
    });

    it('forgets the ids too: what is sent again is stored again, and what others have stays a duplicate', async () => {
      await fill('org_erasure_ids');
      await fill('org_erasure_other_ids');
      await eraseAll('org_erasure_ids');

      const again = sampleEvents(40, 'org_erasure_ids', months[0] ?? '');
      const others = sampleEvents(40, 'org_erasure_other_ids', months[0] ?? '');
      expect(await store.insert([...again, ...others], storedBefore)).toMatchObject({ stored: 40 });
      expect(await store.count({ organisationId: 'org_erasure_ids' })).toBe(40);
    });

    it('keeps what was stored after the deletion began', async () => {
      await fill('org_erasure_back');
      const later = sampleEvents(7, 'org_erasure_back', '2026-05-20T00:00:00.000Z');
      await store.insert(later, storedBefore);

      await eraseAll('org_erasure_back');

      expect(await store.count({ organisationId: 'org_erasure_back' })).toBe(7);
    });

    it('may be cut short anywhere and asked again', async () => {
      await fill('org_erasure_cut');
      const [part] = await store.erasure.remaining('org_erasure_cut', storedBefore);
      if (part === undefined) throw new Error('there is nothing to delete');
      await expect(
        store.erasure.erase('org_erasure_cut', storedBefore, part, AbortSignal.abort(new Error('killed'))),
      ).rejects.toThrow();

      await Promise.all([eraseAll('org_erasure_cut'), eraseAll('org_erasure_cut')]);

      expect(await store.erasure.remaining('org_erasure_cut', storedBefore)).toEqual([]);
    });

    it('takes a hostile id for a name and nothing else', async () => {
      await fill('org_erasure_bystander');
      const hostile = "org_x' OR 1 = 1 --";
      await store.insert(sampleEvents(3, hostile, months[0] ?? ''), storedAt);
      await eraseAll(hostile);
      expect(await store.count({ organisationId: hostile })).toBe(0);
      expect(await store.count({ organisationId: 'org_erasure_bystander' })).toBe(40);
    });
  });
}
