import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GatewayProcess } from '@sekisho/gateway-process';
import { z } from 'zod';

const answer = z.object({ accepted: z.number() });

/** Sends a file of NDJSON as `curl --data-binary` does; returns how many events were stored. */
export async function curlEvents({ baseUrl }: GatewayProcess, key: string, file: string): Promise<number> {
  const { stdout } = await promisify(execFile)('curl', [
    '--silent',
    '--show-error',
    '--fail-with-body',
    '--data-binary',
    `@${file}`,
    '--header',
    'Content-Type: application/x-ndjson',
    '--header',
    `Authorization: Bearer ${key}`,
    `${baseUrl}/audit/v1/events`,
  ]);
  return answer.parse(JSON.parse(stdout)).accepted;
}
