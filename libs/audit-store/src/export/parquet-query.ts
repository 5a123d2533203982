/** The columns of a Parquet file, each with what the engine selects for it: those of the full CSV, values as they are. */
const columns: Readonly<Record<string, string>> = {
  id: 'toString(event_id)',
  space_key: 'toString(space_key)',
  product: 'toString(product)',
  date: 'occurred_at',
  category: 'toString(category)',
  event: 'toString(event)',
  action: 'action',
  operation_user_id: 'operation_user_id',
  operation_user_name: 'operation_user_name',
  operation_user_email: 'operation_user_email',
  ip_address: 'ip_address',
  user_agent: 'user_agent',
  version: "'V1'",
};

export const parquetSelectList = Object.entries(columns)
  .map(([name, expression]) => (name === expression ? name : `${expression} AS ${name}`))
  .join(', ');

/** How many values a row of a Parquet file has. */
export const parquetColumnCount = Object.keys(columns).length;

/**
 * The engine keeps a group of rows until it is whole: its default of a million took 590 MB for a million events, groups of
 * 65,536 take 190 MB, and are made as fast. Without Bloom filters the file is a quarter smaller.
 */
export const parquetSettings = [
  'output_format_parquet_string_as_string = 1',
  'output_format_parquet_row_group_size = 65536',
  'output_format_parquet_write_bloom_filter = 0',
].join(', ');
