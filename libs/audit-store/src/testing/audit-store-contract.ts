import type { AuditEvent } from '@sekisho/audit-events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditQuery, AuditStoreRejected, InvalidAuditQuery, InvalidCursor } from '../audit-store.ts';
import type { SealedAuditStore } from '../seal-store.ts';
import {
  beforeStored,
  behindStored,
  type StoredEvent,
  type StoredPage,
  type StoredPosition,
} from '../stored-order/stored-order.ts';
import { sampleEvent, sampleEvents, sampleId } from './audit-event-samples.ts';

/** A store to run the cases on, and how to put it away. */
export interface ContractSubject {
  readonly store: SealedAuditStore;
  dispose(): Promise<void>;
}

/** The behaviour every audit store has, whichever engine is behind it. Organisations are its own, so it may share one. */
export function runAuditStoreContract(name: string, open: () => Promise<ContractSubject>): void {
  describe(`audit store contract: ${name}`, () => {
    let subject: ContractSubject;
    let store: SealedAuditStore;
    const storedAt = new Date('2026-11-20T00:00:00.000Z');
    let organisations = 0;

    beforeAll(async () => {
      subject = await open();
      store = subject.store;
    });
    afterAll(async () => {
      await subject.dispose();
    });

    function newOrganisation(): string {
      organisations += 1;
      return `org_contract_${organisations}`;
    }

    it('counts by the time of storing, for who asks what retention will take', async () => {
      const organisationId = newOrganisation();
      const instants = ['2026-01-02', '2026-01-03', '2026-03-01'].map((day) => new Date(`${day}T00:00:00.000Z`));
      expect(await store.countStoredBefore(organisationId, instants)).toEqual({
        events: 0,
        first: null,
        before: [0, 0, 0],
      });
      const first = new Date('2026-01-01T12:00:00.000Z');
      await store.insert(sampleEvents(3, organisationId, '2025-12-01T00:00:00.000Z'), first);
      await store.insert(
        sampleEvents(2, organisationId, '2025-11-01T00:00:00.000Z'),
        new Date('2026-01-03T00:00:00.000Z'),
      );
      expect(await store.countStoredBefore(organisationId, instants)).toEqual({ events: 5, first, before: [3, 3, 5] });
    });

    describe('insert', () => {
      it('gives every field back as it came', async () => {
        const organisationId = newOrganisation();
        const event = sampleEvent({
          organisationId,
          action: 'quotes " \' ` back\\slash, tab\t, newline\n, NUL\0, 😀, {name:String} and 表予',
          operationUserName: "Robert'); DROP TABLE audit_events;--",
          ipAddress: '2001:db8::1',
        });
        await store.insert([event], storedAt);
        expect(await everything(organisationId)).toEqual([event]);
      });

      it('shows an event sent twice once, as it was first stored', async () => {
        const organisationId = newOrganisation();
        const event = sampleEvent({ organisationId });
        expect(await store.insert([event], storedAt)).toEqual({ stored: 1, duplicates: [] });
        const again = { ...event, action: 'changed afterwards' };
        expect(await store.insert([again], storedAt)).toEqual({ stored: 0, duplicates: [event.id] });
        expect(await everything(organisationId)).toEqual([event]);
        expect(await store.count({ organisationId })).toBe(1);
      });

      it('shows an event resent with another date, months away, once and under the first date', async () => {
        const organisationId = newOrganisation();
        const event = sampleEvent({ organisationId, occurredAt: '2026-03-01T00:00:00.000Z' });
        await store.insert([event], storedAt);
        await store.insert([{ ...event, occurredAt: '2026-07-09T00:00:00.000Z' }], storedAt);
        expect(await everything(organisationId)).toEqual([event]);
      });

      it('stores an id that comes twice in one call once', async () => {
        const organisationId = newOrganisation();
        const event = sampleEvent({ organisationId });
        const outcome = await store.insert([event, { ...event, occurredAt: '2026-05-13T00:00:00.000Z' }], storedAt);
        expect(outcome).toEqual({ stored: 1, duplicates: [event.id] });
        expect(await everything(organisationId)).toEqual([event]);
      });

      it('stores an id that comes in concurrent calls once, and tells one of them so', async () => {
        const organisationId = newOrganisation();
        const dates = Array.from(
          { length: 20 },
          (_, day) => `2026-05-${String(day + 1).padStart(2, '0')}T00:00:00.000Z`,
        );
        const outcomes = await Promise.all(
          dates.map((occurredAt) =>
            store.insert([sampleEvent({ id: sampleId('one'), organisationId, occurredAt })], storedAt),
          ),
        );
        expect(outcomes.reduce((sum, { stored }) => sum + stored, 0)).toBe(1);
        expect(await store.count({ organisationId })).toBe(1);
      });

      it('keeps the same id of two organisations apart', async () => {
        const [one, other] = [newOrganisation(), newOrganisation()];
        const id = sampleId('shared');
        await store.insert(
          [sampleEvent({ id, organisationId: one }), sampleEvent({ id, organisationId: other })],
          storedAt,
        );
        expect(await store.count({ organisationId: one })).toBe(1);
        expect(await store.count({ organisationId: other })).toBe(1);
      });

      it('refuses an event that can not be stored, names it, and stores nothing of the call', async () => {
        const organisationId = newOrganisation();
        const good = sampleEvent({ organisationId });
        const bad = sampleEvent({ organisationId, id: 'not-a-uuid' });
        const refusal = await store.insert([good, bad], storedAt).catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(AuditStoreRejected);
        expect(refusal).toMatchObject({ eventIds: ['not-a-uuid'] });
        expect(await store.count({ organisationId })).toBe(0);
      });

      it('replaces unpaired surrogates instead of losing the batch', async () => {
        const organisationId = newOrganisation();
        await store.insert([sampleEvent({ organisationId, action: 'half \ud83d of an emoji' })], storedAt);
        expect((await everything(organisationId))[0]?.action).toBe('half \ufffd of an emoji');
      });

      it('takes events of more months than the engine allows partitions in one block by default', async () => {
        const organisationId = newOrganisation();
        const events = Array.from({ length: 150 }, (_, month) =>
          sampleEvent({ organisationId, occurredAt: new Date(Date.UTC(2010, month, 1)).toISOString() }),
        );
        await store.insert(events, storedAt);
        expect(await store.count({ organisationId })).toBe(150);
      });

      it('stores nothing when there is nothing', async () => {
        expect(await store.insert([], storedAt)).toEqual({ stored: 0, duplicates: [] });
      });
    });

    describe('search', () => {
      it('walks all pages newest first, each event once, also where many share a millisecond', async () => {
        const organisationId = newOrganisation();
        const events = [
          ...sampleEvents(30, organisationId, '2026-04-30T23:59:45.000Z'),
          ...Array.from({ length: 25 }, (_, index) =>
            sampleEvent({ id: sampleId(`same ${index}`), organisationId, occurredAt: '2026-05-01T00:00:00.000Z' }),
          ),
        ];
        await store.insert(events, storedAt);
        const pages = await walk({ organisationId }, 7);
        expect(pages.every((page) => page.length <= 7)).toBe(true);
        const walked = pages.flat();
        expect(walked.map((event) => event.id).sort()).toEqual(events.map((event) => event.id).sort());
        const times = walked.map((event) => event.occurredAt);
        expect(times).toEqual([...times].sort().reverse());
      });

      it('has no cursor on a last page that is exactly full', async () => {
        const organisationId = newOrganisation();
        await store.insert(sampleEvents(10, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
        expect((await store.search({ organisationId }, { limit: 10 })).nextCursor).toBeUndefined();
        expect((await store.search({ organisationId }, { limit: 9 })).nextCursor).toBeDefined();
      });

      it('keeps its place while newer events arrive', async () => {
        const organisationId = newOrganisation();
        const events = sampleEvents(10, organisationId, '2026-05-01T00:00:00.000Z');
        await store.insert(events, storedAt);
        const first = await store.search({ organisationId }, { limit: 5 });
        await store.insert([sampleEvent({ organisationId, occurredAt: '2026-06-01T00:00:00.000Z' })], storedAt);
        const second = await store.search({ organisationId }, { limit: 5, cursor: first.nextCursor });
        expect([...first.events, ...second.events].map(({ id }) => id)).toEqual(events.map(({ id }) => id).reverse());
      });

      it.each(['', 'x', 'bm90IGEgY3Vyc29y', Buffer.from('[1,0,"\' OR 1=1",""]').toString('base64url')])(
        'refuses the cursor %j, which is not ours',
        async (cursor) => {
          const search = store.search({ organisationId: newOrganisation() }, { limit: 5, cursor });
          await expect(search).rejects.toBeInstanceOf(InvalidCursor);
        },
      );

      it("refuses another query's cursor, another organisation's above all", async () => {
        const [one, other] = [newOrganisation(), newOrganisation()];
        await store.insert(sampleEvents(3, one, '2026-05-01T00:00:00.000Z'), storedAt);
        const { nextCursor } = await store.search({ organisationId: one }, { limit: 2 });
        for (const query of [{ organisationId: other }, { organisationId: one, text: 'x' }]) {
          await expect(store.search(query, { limit: 2, cursor: nextCursor })).rejects.toBeInstanceOf(InvalidCursor);
        }
      });

      it('never shows another organisation', async () => {
        const [one, other] = [newOrganisation(), newOrganisation()];
        await store.insert(sampleEvents(3, one, '2026-05-01T00:00:00.000Z'), storedAt);
        expect(await everything(other)).toEqual([]);
        expect(await everything(`${one}' OR '1'='1`)).toEqual([]);
      });
    });

    describe('filters', () => {
      const organisationId = 'org_contract_filters';
      const query = (narrow: Partial<AuditQuery>): AuditQuery => ({ organisationId, ...narrow });

      beforeAll(async () => {
        await store.insert(filterEvents(organisationId), storedAt);
      });

      it.each([
        ['no filter', {}, ['last-of-april', 'first-of-may', 'cacoo', 'provisioning', 'ipv6']],
        [
          'from, inclusive',
          { from: new Date('2026-05-01T00:00:00.000Z') },
          ['first-of-may', 'cacoo', 'provisioning', 'ipv6'],
        ],
        ['to, exclusive', { to: new Date('2026-05-01T00:00:00.000Z') }, ['last-of-april']],
        [
          'from and to',
          { from: new Date('2026-04-30T23:59:59.999Z'), to: new Date('2026-05-01T00:00:00.001Z') },
          ['last-of-april', 'first-of-may'],
        ],
        ['one product', { products: ['Cacoo'] }, ['cacoo']],
        ['two products', { products: ['Cacoo', 'Apps'] }, ['cacoo', 'provisioning']],
        ['no product', { products: [] }, []],
        ['a category', { categories: ['Wiki'] }, ['first-of-may']],
        ['an event', { events: ['Add a diagram'] }, ['cacoo']],
        ['text, Japanese', { text: 'マーケ' }, ['last-of-april']],
        ['text, any case', { text: 'home PAGE' }, ['first-of-may']],
        ['text of two characters', { text: 'ーケ' }, ['last-of-april']],
        ['text of one character', { text: '敏' }, []],
        ['text of one character', { text: '捗' }, ['ipv6']],
        ['full-width letters, any case', { text: 'ｒｅｌｅａｓｅ' }, ['provisioning']],
        ['text that is nowhere, though each pair of its characters is', { text: 'マーケテマーケテ' }, []],
        ['text with wildcards, literally', { text: '50%' }, ['ipv6']],
        ['text with a wildcard for one character, literally', { text: '5_%' }, []],
        ['text with a backslash', { text: 'a\\b' }, ['ipv6']],
        ['text that is SQL', { text: "' OR 1=1 --" }, []],
        ['actor by id', { actor: 'lo6zL9teqKDCMRw7' }, ['first-of-may']],
        ['actor by half an id', { actor: 'lo6zL9' }, []],
        ['actor by part of the name', { actor: '松中' }, ['first-of-may']],
        ['actor by part of the e-mail, any case', { actor: 'TAKENOUCHI@' }, ['cacoo']],
        ['an address', { ipAddress: '192.0.2.15' }, ['last-of-april']],
        ['a block', { ipAddress: '192.0.2.0/24' }, ['last-of-april', 'first-of-may']],
        ['a block of everything in IPv4', { ipAddress: '0.0.0.0/0' }, ['last-of-april', 'first-of-may', 'cacoo']],
        ['an IPv6 block', { ipAddress: '2001:DB8::/32' }, ['ipv6']],
        ['everything that has an address', { ipAddress: '::/0' }, ['last-of-april', 'first-of-may', 'cacoo', 'ipv6']],
        ['an IPv4 address mapped into IPv6', { ipAddress: '::ffff:192.0.2.15' }, ['last-of-april']],
        [
          'several at once',
          { text: 'was', products: ['Backlog'], ipAddress: '192.0.2.0/24', actor: '松中' },
          ['first-of-may'],
        ],
        [
          'empty texts',
          { text: '', actor: '', ipAddress: '' },
          ['last-of-april', 'first-of-may', 'cacoo', 'provisioning', 'ipv6'],
        ],
      ] satisfies [string, Partial<AuditQuery>, string[]][])('%s', async (_, narrow, names) => {
        const { events } = await store.search(query(narrow), { limit: 100 });
        const ids = names.map((name) => sampleId(`filter ${name}`));
        expect(events.map(({ id }) => id).sort()).toEqual(ids.sort());
        expect(await store.count(query(narrow))).toBe(names.length);
      });

      it.each(['300.1.1.1', '10.0.0.0/33', '10.0.0.0/', '2001:db8::/129', 'localhost', '10.0.0.0/8/8'])(
        'says why it can not read the address %s',
        async (ipAddress) => {
          const refusal = await store.search(query({ ipAddress }), { limit: 1 }).catch((error: unknown) => error);
          expect(refusal).toBeInstanceOf(InvalidAuditQuery);
          expect(refusal).toMatchObject({
            field: 'ipAddress',
            explanation: { ja: expect.stringContaining(ipAddress) },
          });
        },
      );
    });

    describe('CSV export', () => {
      it('has the ten columns in order, CRLF, and times in seconds', async () => {
        const organisationId = newOrganisation();
        await store.insert(
          [sampleEvent({ organisationId, occurredAt: '2021-12-27T02:41:26.987Z', userAgent: 'say "hi",\nbye' })],
          storedAt,
        );
        expect(await csv({ organisationId })).toBe(
          'product,date,category,event,action,operation_user_id,operation_user_name,operation_user_email,ip_address,user_agent\r\n' +
            '"Backlog","2021-12-27T02:41:26Z","Issue","Update an issue","MARKETING-15 was updated in マーケティング部",' +
            '"2tLVEPOdM0Ux4m5","城島 あゆみ","ayumi.kijima@example.co.jp","192.0.2.15","say ""hi"",\nbye"\r\n',
        );
      });

      it('starts with a byte order mark when asked', async () => {
        const organisationId = newOrganisation();
        expect((await csv({ organisationId }, true)).startsWith('\ufeffproduct,')).toBe(true);
        expect((await csv({ organisationId }, false)).startsWith('product,')).toBe(true);
      });

      it.each(['=', '+', '-', '@', '\t', '\r', '\n', '\u0001', '\u001f', '＝', '＋', '－', '＠', '\u2212'])(
        'puts an apostrophe before a cell that starts with %j, in every column of text',
        async (start) => {
          const organisationId = newOrganisation();
          const cell = `${start}1+1`;
          await store.insert(
            [
              sampleEvent({
                organisationId,
                product: cell,
                category: cell,
                event: cell,
                action: cell,
                operationUserId: cell,
                operationUserName: cell,
                operationUserEmail: cell,
                ipAddress: cell,
                userAgent: cell,
              }),
            ],
            storedAt,
          );
          const [, row = ''] = (await csv({ organisationId })).split('\r\n"');
          expect(`"${row}`).toBe(
            [`"'${cell}"`, '"2026-05-12T02:41:26Z"', ...Array.from({ length: 8 }, () => `"'${cell}"`)].join(',') +
              '\r\n',
          );
          expect((await everything(organisationId))[0]?.action).toBe(cell);
        },
      );

      it('leaves a sign inside a cell alone', async () => {
        const organisationId = newOrganisation();
        await store.insert([sampleEvent({ organisationId, action: 'a=b', operationUserName: "'=" })], storedAt);
        expect(await csv({ organisationId })).toContain(`"a=b","2tLVEPOdM0Ux4m5","'=",`);
      });

      it('follows the filters, both orders, and streams many rows in blocks', async () => {
        const organisationId = newOrganisation();
        const events = sampleEvents(30_000, organisationId, '2026-05-31T20:00:00.000Z');
        await store.insert(events, storedAt);
        const numbers = async (order: 'newest-first' | 'oldest-first', from?: Date) => {
          const text = await csv({ organisationId, from }, false, order);
          return [...text.matchAll(/"MARKETING-(\d+) /g)].map((match) => Number(match[1]));
        };
        const ascending = events.map((_, index) => index);
        expect(await numbers('oldest-first')).toEqual(ascending);
        expect(await numbers('newest-first')).toEqual([...ascending].reverse());
        expect(await numbers('oldest-first', new Date('2026-06-01T00:00:00.000Z'))).toEqual(ascending.slice(4 * 3600));
        let blocks = 0;
        for await (const _ of store.exportCsv({ organisationId }, { byteOrderMark: false, order: 'newest-first' }))
          blocks += 1;
        expect(blocks).toBeGreaterThan(3);
      });

      it('lets go of the query when the reader leaves, and serves others meanwhile', async () => {
        const organisationId = newOrganisation();
        await store.insert(sampleEvents(20_000, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
        const options = { byteOrderMark: false, order: 'newest-first' } as const;
        for (let reader = 0; reader < 20; reader += 1) {
          for await (const block of store.exportCsv({ organisationId }, options)) {
            if (block.length > 1000) break;
          }
        }
        const slow = store.exportCsv({ organisationId }, options);
        let rows = 0;
        for await (const block of slow) {
          rows += Buffer.from(block).toString().split('\r\n').length - 1;
          expect(await store.count({ organisationId })).toBe(20_000);
        }
        expect(rows).toBe(20_001);
      });

      it('gives its blocks away: nothing of one is looked at again when its memory has gone', async () => {
        const organisationId = newOrganisation();
        await store.insert(sampleEvents(20_000, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
        const read = () => store.exportCsv({ organisationId }, { byteOrderMark: false, order: 'newest-first' });
        const whole = await bytesOf(read());

        const copies: Buffer[] = [];
        let taken = 0;
        for await (const block of read()) {
          copies.push(Buffer.from(block));
          const { buffer } = block;
          if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== block.byteLength) continue;
          buffer.transfer(0);
          taken += 1;
        }
        expect(taken).toBeGreaterThan(1);
        expect(Buffer.concat(copies).equals(whole)).toBe(true);
      });

      it('fails when it can not read the query, before the first byte', async () => {
        const blocks = store.exportCsv(
          { organisationId: 'x', ipAddress: 'nowhere' },
          { byteOrderMark: false, order: 'newest-first' },
        );
        await expect(blocks[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(InvalidAuditQuery);
      });
    });

    describe('histogram', () => {
      it('counts by day of the time zone, without gaps', async () => {
        const organisationId = newOrganisation();
        const times = ['2026-05-01T14:59:59.999Z', '2026-05-01T15:00:00.000Z', '2026-05-04T03:00:00.000Z'];
        await store.insert(
          times.map((occurredAt) => sampleEvent({ organisationId, occurredAt })),
          storedAt,
        );
        const range = { from: new Date('2026-04-30T15:00:00.000Z'), to: new Date('2026-05-04T15:00:00.000Z') };
        const days = await store.histogram({ organisationId, ...range }, { buckets: 10, timeZone: 'Asia/Tokyo' });
        expect(days.bucketMs).toBe(12 * 3_600_000);
        const whole = await store.histogram({ organisationId, ...range }, { buckets: 4, timeZone: 'Asia/Tokyo' });
        expect(whole).toEqual({
          bucketMs: 86_400_000,
          buckets: [
            { start: new Date('2026-04-30T15:00:00.000Z'), events: 1 },
            { start: new Date('2026-05-01T15:00:00.000Z'), events: 1 },
            { start: new Date('2026-05-02T15:00:00.000Z'), events: 0 },
            { start: new Date('2026-05-03T15:00:00.000Z'), events: 1 },
          ],
        });
      });

      it('takes its range from the events when the query has none, and follows the filters', async () => {
        const organisationId = newOrganisation();
        await store.insert(sampleEvents(100, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
        const found = await store.histogram({ organisationId, text: 'MARKETING-1' }, { buckets: 20 });
        expect(found.buckets.length).toBeLessThanOrEqual(20);
        expect(found.buckets.reduce((sum, { events }) => sum + events, 0)).toBe(11);
        expect(await store.histogram({ organisationId, text: 'nothing' }, { buckets: 20 })).toEqual({
          bucketMs: 0,
          buckets: [],
        });
      });

      it.each([
        ['some minutes', 'MARKETING-1 ', 'UTC'],
        ['a day', 'MARKETING-2 ', 'Asia/Tokyo'],
        ['some weeks, in a zone of half hours', 'MARKETING-3 ', 'Asia/Kolkata'],
        ['years, over summer times', 'MARKETING-4 ', 'Europe/Berlin'],
        ['everything', '', 'Australia/Lord_Howe'],
      ])(
        'gives %s the same bars without a range as with its first and last event for one',
        async (_, text, timeZone) => {
          const organisationId = newOrganisation();
          const began = Date.parse('2024-02-28T22:47:31.123Z');
          const spans = [7 * 60_000, 86_400_000, 30 * 86_400_000, 900 * 86_400_000];
          const events = spans.flatMap((span, kind) =>
            Array.from({ length: 40 }, (_, index) =>
              sampleEvent({
                organisationId,
                occurredAt: new Date(began + Math.floor((index * span) / 39)).toISOString(),
                action: `MARKETING-${kind + 1} was updated ${index}`,
              }),
            ),
          );
          await store.insert(events, storedAt);
          const times = events
            .filter(({ action }) => action.startsWith(text))
            .map((event) => Date.parse(event.occurredAt));
          const range = { from: new Date(Math.min(...times)), to: new Date(Math.max(...times) + 1) };
          for (const buckets of [1, 7, 60, 1_000]) {
            const open = await store.histogram({ organisationId, text }, { buckets, timeZone });
            expect(open).toEqual(await store.histogram({ organisationId, text, ...range }, { buckets, timeZone }));
            expect(open.buckets.reduce((sum, bar) => sum + bar.events, 0)).toBe(times.length);
            const half = await store.histogram({ organisationId, text, from: range.from }, { buckets, timeZone });
            expect(half).toEqual(open);
          }
        },
      );
    });

    describe('facets', () => {
      it('count each value, the own filter of a list left out', async () => {
        const organisationId = newOrganisation();
        await store.insert(filterEvents(organisationId), storedAt);
        const facets = await store.facets({ organisationId, products: ['Backlog'] });
        expect(facets.products).toEqual([
          { value: 'Backlog', events: 3 },
          { value: 'Apps', events: 1 },
          { value: 'Cacoo', events: 1 },
        ]);
        expect(facets.categories).toEqual([
          { value: 'Issue', events: 2 },
          { value: 'Wiki', events: 1 },
        ]);
        expect(facets.events.map(({ value }) => value)).toEqual(['Update an issue', 'Update a wiki page']);
        expect(facets.actors).toContainEqual({ value: 'lo6zL9teqKDCMRw7', label: '松中 聡', events: 1 });
        const everybody = await store.facets({ organisationId });
        expect(everybody.actors).toContainEqual({ value: 'User provisioning', label: 'User provisioning', events: 1 });
      });
    });

    describe('other exports', () => {
      it('the full CSV has id and space before, and the version after the ten columns', async () => {
        const organisationId = newOrganisation();
        const event = sampleEvent({ organisationId });
        await store.insert([event], storedAt);
        const [header, row] = (
          await bytesOf(
            store.exportCsv({ organisationId }, { byteOrderMark: false, order: 'newest-first', preset: 'full' }),
          )
        )
          .toString()
          .split('\r\n');
        expect(header).toMatch(/^id,space_key,product,date,.*,user_agent,version$/);
        expect(row).toMatch(new RegExp(`^"${event.id}","marketing","Backlog",.*,"V1"$`));
      });

      it('NDJSON has the events as they are sent, raw', async () => {
        const organisationId = newOrganisation();
        const events = [
          sampleEvent({ organisationId, action: '=1+1 "\n/\u{1f600}' }),
          sampleEvent({ organisationId, occurredAt: '2026-05-01T00:00:00.001Z' }),
        ];
        await store.insert(events, storedAt);
        const lines = (await bytesOf(store.exportNdjson({ organisationId }, { order: 'newest-first' })))
          .toString()
          .trim()
          .split('\n');
        expect(lines.map((line) => ({ ...JSON.parse(line), organisationId }))).toEqual(events);
      });

      it('Parquet is one file, raw', async () => {
        const organisationId = newOrganisation();
        await store.insert(sampleEvents(20_000, organisationId, '2026-05-01T00:00:00.000Z'), storedAt);
        const file = await bytesOf(store.exportParquet({ organisationId }, { order: 'newest-first' }));
        expect(file.subarray(0, 4).toString()).toBe('PAR1');
        expect(file.subarray(-4).toString()).toBe('PAR1');
        // The footer (its length stands before the last marker) counts every row: one file, not one a block.
        const footer = file.subarray(-8 - file.readUInt32LE(file.length - 8), -8).toString('latin1');
        expect(footer).toContain('operation_user_email');
        expect(parquetRows(file)).toBe(20_000);
      });
    });

    describe('stored order', () => {
      const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 1, 0, second));
      const upTo = new Date('2027-01-01T00:00:00.000Z');

      it('reads every event once, by when it was stored, then by when it happened', async () => {
        const organisationId = newOrganisation();
        // What happened last is stored first; the third batch is stored in the same moment as the second.
        const late = sampleEvents(3, organisationId, '2026-07-01T00:00:00.000Z');
        const early = sampleEvents(40, organisationId, '2026-03-01T00:00:00.000Z');
        const sameMoment = sampleEvents(40, organisationId, '2026-01-01T00:00:00.000Z');
        await store.insert(late, at(0));
        await store.insert(early, at(5));
        await store.insert(sameMoment, at(5));
        await store.insert([sampleEvent({ organisationId: newOrganisation() })], at(5));
        const expected = [...late, ...sameMoment, ...early];

        for (const limit of [1_000, 7]) {
          const read = await followStored(organisationId, beforeStored(at(0)), upTo, limit);
          expect(read.map(({ event }) => event)).toEqual(expected);
          expect(read.map(({ storedAt }) => storedAt)).toEqual([
            ...late.map(() => at(0)),
            ...[...sameMoment, ...early].map(() => at(5)),
          ]);
        }
      });

      it('loses none of many that were stored and happened in one moment', async () => {
        const organisationId = newOrganisation();
        const events = Array.from({ length: 500 }, (_, index) =>
          sampleEvent({ id: sampleId(`moment ${index}`), organisationId }),
        );
        await store.insert(events, at(0));
        const read = await followStored(organisationId, beforeStored(at(0)), upTo, 37);
        expect(read.map(({ event }) => event.id).sort()).toEqual(events.map(({ id }) => id).sort());
      });

      it('keeps to its range, however far apart its ends', async () => {
        const organisationId = newOrganisation();
        const [one, two, three] = sampleEvents(3, organisationId, '2026-03-01T00:00:00.000Z');
        if (one === undefined || two === undefined || three === undefined) throw new Error('three were made');
        await store.insert([one], at(0));
        await store.insert([two], new Date(at(0).getTime() + 90 * 86_400_000));
        await store.insert([three], new Date(at(0).getTime() + 100 * 86_400_000));
        const range = { after: behindStored(at(0)), upTo: new Date(at(0).getTime() + 90 * 86_400_000) };
        const page = await store.readStored(organisationId, range, 10);
        expect(page.events.map(({ event }) => event)).toEqual([two]);
        const behind = await store.readStored(organisationId, { ...range, after: page.next ?? range.after }, 10);
        expect(behind).toEqual({ events: [], next: null, full: false });
      });

      it('counts by the minute of storing', async () => {
        const organisationId = newOrganisation();
        await store.insert(sampleEvents(3, organisationId, '2026-03-01T00:00:00.000Z'), at(59));
        await store.insert(sampleEvents(4, organisationId, '2026-04-01T00:00:00.000Z'), at(60));
        await store.insert(sampleEvents(5, organisationId, '2026-05-01T00:00:00.000Z'), at(61));
        expect(await store.countStored(organisationId, { after: beforeStored(at(0)), upTo })).toEqual([
          { minute: at(0), events: 3 },
          { minute: at(60), events: 9 },
        ]);
        expect(await store.countStored(organisationId, { after: behindStored(at(60)), upTo: at(61) })).toEqual([
          { minute: at(60), events: 5 },
        ]);
      });

      async function followStored(
        organisationId: string,
        from: StoredPosition,
        end: Date,
        limit: number,
      ): Promise<StoredEvent[]> {
        const read: StoredEvent[] = [];
        for (let after: StoredPosition | null = from; after !== null; ) {
          const page: StoredPage = await store.readStored(organisationId, { after, upTo: end }, limit);
          expect(page.events.length).toBeLessThanOrEqual(limit);
          read.push(...page.events);
          after = page.next;
        }
        return read;
      }
    });

    describe('seals', () => {
      const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
        const all: T[] = [];
        for await (const item of items) all.push(item);
        return all;
      };
      const hour = (number: number) => new Date(Date.UTC(2026, 10, 1, number));

      it('read what was stored in a span, in the order of a seal, whenever it happened', async () => {
        const organisationId = newOrganisation();
        const late = sampleEvent({ organisationId, occurredAt: '2026-01-05T00:00:00.000Z' });
        const twins = ['b', 'a'].map((name) =>
          sampleEvent({ organisationId, id: sampleId(`twin ${name}`), occurredAt: '2026-11-01T01:00:00.000Z' }),
        );
        await store.insert([...twins, late], hour(1));
        await store.insert([sampleEvent({ organisationId, occurredAt: '2026-11-01T01:30:00.000Z' })], hour(2));
        const stored = await collect(store.seals.readStored(organisationId, hour(1), hour(2)));
        const ids = [late.id, ...twins.map(({ id }) => id).sort()];
        expect(stored.map(({ id }) => id)).toEqual(ids);
        expect(stored[0]).toEqual({ ...late, storedAt: hour(1).toISOString() });
        expect(await collect(store.seals.readStored(organisationId, hour(3), hour(4)))).toEqual([]);
        expect(await store.seals.organisationsStoredBetween(hour(1), hour(2))).toContain(organisationId);
        expect(await store.seals.organisationsStoredBetween(hour(3), hour(4))).not.toContain(organisationId);
        expect(await store.seals.firstStored(organisationId, new Date(0))).toEqual(hour(1));
        expect(await store.seals.firstStored(organisationId, hour(2))).toEqual(hour(2));
        expect(await store.seals.firstStored(organisationId, hour(3))).toBeNull();
      });

      it('keep the entries of a seal in their order, once, however often they are written', async () => {
        const seal = { organisationId: newOrganisation(), sequence: 7, to: hour(2) };
        const entries = sampleEvents(1500, seal.organisationId, '2026-11-01T00:00:00.000Z').map(
          ({ id, occurredAt }) => ({
            id,
            occurredAt,
            digest: `digest of ${id}`,
          }),
        );
        await store.seals.insertSealEntries(seal, entries.slice(0, 700), 0);
        await store.seals.insertSealEntries(seal, entries.slice(0, 1000), 0);
        await store.seals.insertSealEntries(seal, entries.slice(1000), 1000);
        expect(await collect(store.seals.readSealEntries(seal))).toEqual(entries);
        expect(await collect(store.seals.readSealEntries({ ...seal, sequence: 8 }))).toEqual([]);
      });
    });

    it('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });

    async function everything(organisationId: string): Promise<readonly AuditEvent[]> {
      return (await store.search({ organisationId }, { limit: 1000 })).events;
    }

    async function walk(query: AuditQuery, limit: number): Promise<(readonly AuditEvent[])[]> {
      const pages: (readonly AuditEvent[])[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.search(query, { limit, cursor });
        pages.push(page.events);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return pages;
    }

    async function csv(
      query: AuditQuery,
      byteOrderMark = false,
      order: 'newest-first' | 'oldest-first' = 'newest-first',
    ): Promise<string> {
      const blocks: Uint8Array[] = [];
      for await (const block of store.exportCsv(query, { byteOrderMark, order })) blocks.push(block);
      return Buffer.concat(blocks).toString('utf8');
    }
  });
}

/**
 * The rows that a Parquet file says it has: `num_rows`, the third field of FileMetaData in Thrift's compact protocol
 * (parquet.thrift), which comes after `version` (i32) and the list of schema elements.
 */
function parquetRows(file: Buffer): number {
  const metadata = file.subarray(-8 - file.readUInt32LE(file.length - 8), -8);
  // A field header 0x16 (one further, i64) with the zigzag varint of 20,000 behind it.
  const numRows = Buffer.from([0x16, 0xc0, 0xb8, 0x02]);
  return metadata.includes(numRows) ? 20_000 : Number.NaN;
}

function filterEvents(organisationId: string): AuditEvent[] {
  const named = (name: string, given: Partial<AuditEvent>): AuditEvent =>
    sampleEvent({ id: sampleId(`filter ${name}`), organisationId, ...given });
  return [
    named('last-of-april', {
      occurredAt: '2026-04-30T23:59:59.999Z',
      action: 'MARKETING-15 was updated in マーケティング部',
    }),
    named('first-of-may', {
      occurredAt: '2026-05-01T00:00:00.000Z',
      category: 'Wiki',
      event: 'Update a wiki page',
      action: 'Home page was updated in 開発部',
      operationUserId: 'lo6zL9teqKDCMRw7',
      operationUserName: '松中 聡',
      ipAddress: '192.0.2.200',
    }),
    named('cacoo', {
      occurredAt: '2026-05-02T00:00:00.000Z',
      product: 'Cacoo',
      category: 'Diagram',
      event: 'Add a diagram',
      action: '構成図 was added',
      operationUserId: 'ByBlqd9eXXN07Nc5',
      operationUserName: 'Ayano Takenouchi',
      operationUserEmail: 'takenouchi@example.co.jp',
      ipAddress: '198.51.100.7',
    }),
    named('provisioning', {
      occurredAt: '2026-05-03T00:00:00.000Z',
      product: 'Apps',
      category: 'Managed account',
      event: 'Create a managed account',
      action: '山田 太郎 was created for ＲＥＬＥＡＳＥ',
      operationUserId: '',
      operationUserName: 'User provisioning',
      operationUserEmail: '',
      ipAddress: '',
      userAgent: '',
    }),
    named('ipv6', {
      occurredAt: '2026-05-04T00:00:00.000Z',
      action: '進捗50% was added to 開発部 a\\b',
      operationUserName: '山本',
      ipAddress: '2001:db8:0:1::7',
    }),
  ];
}

async function bytesOf(blocks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const block of blocks) all.push(block);
  return Buffer.concat(all);
}
