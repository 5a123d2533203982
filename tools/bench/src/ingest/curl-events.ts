import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GatewayProcess } from '@sekisho/gateway-process';
import { z } from 'zod';

const answer = z.object({ accepted: z.number() });

/** How curl sends a file: read whole before it begins, or while it is read. */
export type CurlWay = 'data-binary' | 'upload-file';

/** Sends a file of NDJSON with curl; returns how many events were stored. */
export async function curlEvents(
  { baseUrl }: GatewayProcess,
  key: string,
  file: string,
  way: CurlWay,
): Promise<number> {
  const { stdout } = await promisify(execFile)('curl', [
    '--silent',
    '--show-error',
    '--fail-with-body',
    ...(way === 'data-binary' ? ['--data-binary', `@${file}`] : ['--request', 'POST', '--upload-file', file]),
    '--header',
    'Content-Type: application/x-ndjson',
    '--header',
    `Authorization: Bearer ${key}`,
    `${baseUrl}/audit/v1/events`,
  ]);
  return answer.parse(JSON.parse(stdout)).accepted;
}
