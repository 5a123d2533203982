import type { PreparedOrganisation } from '@sekisho/gateway-process';
import type { LoggedAction } from '../faults/scim-ledger.ts';

/** The whole audit log of an organisation, from the exported file: the CSV is what people get to see. */
export async function readAuditLog(baseUrl: string, organisation: PreparedOrganisation): Promise<LoggedAction[]> {
  const response = await fetch(`${baseUrl}/admin/v1/audit-log/export`, {
    headers: { authorization: `Bearer ${organisation.apiKey}` },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`export: ${response.status} ${text.slice(0, 500)}`);
  const [header = '', ...lines] = text.trimEnd().split('\r\n');
  const columns = header.split(',');
  const event = columns.indexOf('event');
  const action = columns.indexOf('action');
  return lines.map((line) => {
    // The texts of these tests hold no quotes and no line breaks, so a line is its quoted cells.
    const cells = line.slice(1, -1).split('","');
    return { event: cells[event] ?? '', action: cells[action] ?? '' };
  });
}
