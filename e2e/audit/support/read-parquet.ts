import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryAsync } from 'chdb';
import { z } from 'zod';

const row = z.record(z.string(), z.string());

/** The rows of a Parquet file, times as ISO 8601. */
export async function readParquet(file: Buffer): Promise<z.infer<typeof row>[]> {
  const directory = await mkdtemp(join(tmpdir(), 'sekisho-parquet-'));
  try {
    const path = join(directory, 'file.parquet');
    await writeFile(path, file);
    const sql = `SELECT * FROM file('${path}', 'Parquet') SETTINGS date_time_output_format = 'iso'`;
    const text = (await queryAsync(sql, { format: 'JSONEachRow' })).text().trimEnd();
    return text === '' ? [] : text.split('\n').map((line) => row.parse(JSON.parse(line)));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
