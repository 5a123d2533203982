/**
 * `node tools/spreadsheet-check/src/main.ts`: lets a product log an attack in every field that is open to it, takes the
 * CSV out of a running gateway, opens it in LibreOffice as people do, and ends with 1 where a cell became a formula or
 * is not what it should be. That LibreOffice would run the attacks is proven first, by the same cells without our guard.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PreparedOrganisation, prepareOrganisation, startGateway } from '@sekisho/gateway-process';
import { attackCells } from './attack-cells.ts';
import { checkSheet } from './check-sheet.ts';
import { openInLibreOffice, type Reading } from './open-in-libreoffice.ts';
import type { SheetCell } from './read-sheet.ts';

const readings: readonly Reading[] = [
  { name: 'a CSV file', separators: '44', encoding: 76 },
  { name: 'a CSV file whose separators are comma, semicolon and tab', separators: '44/59/9', encoding: 76 },
];

const root = await mkdtemp(join(tmpdir(), 'sekisho-spreadsheet-check-'));
const gateway = await startGateway({ dataDir: root, env: { LOG_LEVEL: 'warn' } });
let mistakes = 0;
try {
  for (const reading of readings) {
    const unguarded = attackCells.map((cell) => `"${cell.replaceAll('"', '""')}"\r\n`).join('');
    const run = formulasOf(await openInLibreOffice(Buffer.from(unguarded), reading)).length;
    tell(`${run} of ${attackCells.length} attacks become formulas in ${reading.name} without a guard`);
    if (run === 0) throw new Error('LibreOffice runs nothing at all, so this proves nothing');
  }
  const organisation = await prepareOrganisation(gateway, { name: 'Attacked' });
  await log(organisation, attackCells);
  for (const query of ['preset=full', 'preset=full&bom=true', 'preset=full&encoding=shift_jis']) {
    const csv = await download(organisation, `product=Backlog&order=oldest-first&${query}`);
    for (const reading of readings) {
      const shiftJis = query.includes('shift_jis');
      const sheet = await openInLibreOffice(csv, shiftJis ? { ...reading, encoding: 64 } : reading);
      const found = checkSheet(sheet, attackCells, !shiftJis);
      mistakes += found.length;
      tell(`${query}, opened as ${reading.name}: ${sheet.length - 1} rows, ${found.length} mistakes`);
      for (const mistake of found.slice(0, 20)) tell(`  ${mistake}`);
    }
  }
} finally {
  await gateway.stop();
  await rm(root, { recursive: true, force: true });
}
tell(mistakes === 0 ? 'No cell is a formula, and every value is what it should be.' : `${mistakes} mistakes`);
process.exit(mistakes === 0 ? 0 : 1);

/** Sends an event for each attack, which is in every field of it that takes any text. */
async function log({ admin }: PreparedOrganisation, cells: readonly string[]): Promise<void> {
  const { secret } = await admin.issueApiKey({ body: { purpose: 'events', name: 'Attacker', product: 'Backlog' } });
  const events = cells.map((cell, index) => ({
    id: createHash('sha256')
      .update(cell)
      .digest('hex')
      .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-7$3-8$4-$5'),
    occurredAt: new Date(Date.UTC(2026, 4, 1) + index * 1_000).toISOString(),
    category: 'Issue',
    event: 'Update an issue',
    action: cell,
    operationUserId: cell,
    operationUserName: cell,
    operationUserEmail: cell,
    userAgent: cell,
    spaceKey: cell,
  }));
  const reply = await fetch(`${gateway.baseUrl}/audit/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/x-ndjson' },
    body: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
  });
  const answer = await reply.text();
  if (JSON.parse(answer).accepted !== cells.length) throw new Error(`the events were not taken: ${answer}`);
}

async function download({ apiKey }: PreparedOrganisation, query: string): Promise<Uint8Array> {
  const reply = await fetch(`${gateway.baseUrl}/admin/v1/audit-log/export?format=csv&${query}`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  if (!reply.ok) throw new Error(`${query}: ${reply.status} ${await reply.text()}`);
  return new Uint8Array(await reply.arrayBuffer());
}

function formulasOf(sheet: readonly SheetCell[][]): SheetCell[] {
  return sheet.flat().filter(({ formula }) => formula !== undefined);
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
