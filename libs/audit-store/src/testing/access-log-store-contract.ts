import type { AccessEvent } from '@sekisho/audit-events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessLogStore, AccessSelection, LogStore } from '../access/access-log-store.ts';
import { AuditStoreRejected } from '../audit-store.ts';
import { sampleAccess, sampleId } from './audit-event-samples.ts';

/** The behaviour of every access log, whichever engine is behind it. */
export function runAccessLogStoreContract(
  name: string,
  open: () => Promise<{ readonly store: LogStore; dispose(): Promise<void> }>,
): void {
  describe(`access log contract: ${name}`, () => {
    let log: AccessLogStore;
    let subject: Awaited<ReturnType<typeof open>>;
    let organisations = 0;
    const storedAt = new Date('2026-06-01T00:00:00.000Z');

    beforeAll(async () => {
      subject = await open();
      log = subject.store.accessLog;
    });
    afterAll(async () => {
      await subject.dispose();
    });

    function newOrganisation(): string {
      organisations += 1;
      return `org_access_${organisations}`;
    }

    const may = (organisationId: string, product = 'Backlog'): AccessSelection => ({
      organisationId,
      product,
      from: new Date('2026-05-01T00:00:00.000Z'),
      to: new Date('2026-06-01T00:00:00.000Z'),
    });

    async function csv(selection: AccessSelection, byteOrderMark = false): Promise<string> {
      const blocks: Uint8Array[] = [];
      for await (const block of log.exportCsv(selection, { byteOrderMark })) blocks.push(block);
      return Buffer.concat(blocks).toString();
    }

    const paths = (text: string) =>
      text
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map((row) => row.split('","')[7]);

    it('writes every field into its column, CRLF, times in seconds, and a status that is not there as nothing', async () => {
      const organisationId = newOrganisation();
      await log.insert(
        [
          sampleAccess({ organisationId, occurredAt: '2026-05-12T02:41:26.987Z', userAgent: 'say "hi",\nbye' }),
          sampleAccess({
            organisationId,
            occurredAt: '2026-05-12T02:41:27.000Z',
            userId: '',
            userName: '',
            userEmail: '',
            ipAddress: '',
            method: '',
            path: 'git-upload-pack',
            status: null,
            userAgent: '',
          }),
        ],
        storedAt,
      );
      expect(await csv(may(organisationId))).toBe(
        'product,date,user_id,user_name,user_email,ip_address,method,path,status,user_agent\r\n' +
          '"Backlog","2026-05-12T02:41:26Z","2tLVEPOdM0Ux4m5","城島 あゆみ","ayumi.kijima@example.co.jp","192.0.2.15",' +
          '"GET","/view/MARKETING-15","200","say ""hi"",\nbye"\r\n' +
          '"Backlog","2026-05-12T02:41:27Z","","","","","","git-upload-pack","",""\r\n',
      );
      expect((await csv(may(organisationId), true)).startsWith('\ufeffproduct,')).toBe(true);
    });

    it.each(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])(
      'puts an apostrophe before a cell that starts with %j, in every column of text',
      async (start) => {
        const organisationId = newOrganisation();
        const cell = `${start}1+1`;
        const texts = { userId: cell, userName: cell, userEmail: cell, ipAddress: cell, method: cell, path: cell };
        await log.insert([sampleAccess({ organisationId, ...texts, userAgent: cell })], storedAt);
        const row = (await csv(may(organisationId))).split('\r\n').slice(1).join('\r\n');
        expect(row.split(`"'${cell}"`)).toHaveLength(8);
      },
    );

    it('keeps an access sent again, under whatever date, once and as it first was', async () => {
      const organisationId = newOrganisation();
      const event = sampleAccess({ organisationId });
      expect(await log.insert([event, event], storedAt)).toEqual({ stored: 1, duplicates: [event.id] });
      const moved = { ...event, occurredAt: '2026-04-01T00:00:00.000Z', path: '/other' };
      expect(await log.insert([moved], storedAt)).toEqual({ stored: 0, duplicates: [event.id] });
      expect(await log.months(organisationId)).toEqual([{ month: '2026-05', product: 'Backlog', accesses: 1 }]);
      expect(paths(await csv(may(organisationId)))).toEqual([event.path]);
    });

    it('has ids of its own: what is in the audit log under one is no access', async () => {
      const organisationId = newOrganisation();
      const event = sampleAccess({ organisationId });
      await log.insert([event], storedAt);
      expect(await subject.store.count({ organisationId })).toBe(0);
    });

    it('gives a month of a product from its first to its last millisecond, the oldest first', async () => {
      const organisationId = newOrganisation();
      const at = (occurredAt: string, given: Partial<AccessEvent> = {}) =>
        sampleAccess({ organisationId, occurredAt, path: `/${occurredAt}`, ...given });
      await log.insert(
        [
          at('2026-05-31T23:59:59.999Z'),
          at('2026-04-30T23:59:59.999Z'),
          at('2026-05-01T00:00:00.000Z'),
          at('2026-06-01T00:00:00.000Z'),
          at('2026-05-15T00:00:00.000Z', { product: 'Cacoo' }),
        ],
        storedAt,
      );
      await log.insert([at('2026-05-15T00:00:00.000Z')], new Date('2026-06-10T00:00:00.000Z'));
      expect(paths(await csv(may(organisationId)))).toEqual([
        '/2026-05-01T00:00:00.000Z',
        '/2026-05-15T00:00:00.000Z',
        '/2026-05-31T23:59:59.999Z',
      ]);
      expect(await log.months(organisationId)).toEqual([
        { month: '2026-06', product: 'Backlog', accesses: 1 },
        { month: '2026-05', product: 'Backlog', accesses: 3 },
        { month: '2026-05', product: 'Cacoo', accesses: 1 },
        { month: '2026-04', product: 'Backlog', accesses: 1 },
      ]);
      expect(await log.count(may(organisationId))).toBe(3);
      expect(await log.count(may(organisationId), new Date('2026-06-10T00:00:00.000Z'))).toBe(1);
      expect(await log.count(may(organisationId), new Date('2026-06-10T00:00:00.001Z'))).toBe(0);
    });

    it('never shows another organisation', async () => {
      const [one, other] = [newOrganisation(), newOrganisation()];
      const id = sampleId('shared access');
      await log.insert([sampleAccess({ id, organisationId: one })], storedAt);
      expect(await log.months(other)).toEqual([]);
      expect(paths(await csv(may(other)))).toEqual([]);
      expect(paths(await csv(may(`${other}' OR '1'='1`)))).toEqual([]);
      expect(await log.insert([sampleAccess({ id, organisationId: other })], storedAt)).toMatchObject({ stored: 1 });
    });

    it('refuses what can not be stored, names it, and stores nothing of the call', async () => {
      const organisationId = newOrganisation();
      const refusal = await log
        .insert([sampleAccess({ organisationId }), sampleAccess({ organisationId, id: 'not-a-uuid' })], storedAt)
        .catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(AuditStoreRejected);
      expect(refusal).toMatchObject({ eventIds: ['not-a-uuid'] });
      expect(await log.count(may(organisationId))).toBe(0);
    });

    it('replaces unpaired surrogates instead of losing the batch', async () => {
      const organisationId = newOrganisation();
      await log.insert([sampleAccess({ organisationId, path: '/half \ud83d of an emoji' })], storedAt);
      expect(paths(await csv(may(organisationId)))).toEqual(['/half \ufffd of an emoji']);
    });

    it('streams a large month whole', async () => {
      const organisationId = newOrganisation();
      const start = Date.parse('2026-05-01T00:00:00.000Z');
      const events = Array.from({ length: 30_000 }, (_, index) =>
        sampleAccess({
          id: sampleId(`${organisationId} ${index}`),
          organisationId,
          occurredAt: new Date(start + index * 1000).toISOString(),
          path: `/${index}`,
        }),
      );
      await log.insert(events, storedAt);
      expect(paths(await csv(may(organisationId)))).toEqual(events.map(({ path }) => path));
    });
  });
}
