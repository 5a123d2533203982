import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../../database.ts';
import { isQueryCancelled } from '../../postgres/errors.ts';
import { type CompiledFilter, compileFilter } from '../filter/compile-filter.ts';
import type { ResourceShape } from '../filter/resource-shape.ts';
import { compileSortKey, type SortKey } from '../filter/sort-key.ts';
import type { PageMark, PageMarks } from './page-marks.ts';
import { FilterTooExpensiveError, type Page, type PagePosition, type PageRequest } from './page-request.ts';
import type { Walk } from './walk.ts';

/**
 * Finds a page of one connection's resources. First the ids and their order, from as few rows as an index allows, then
 * the wide columns of just those. What no index serves runs under a short statement timeout and ends in a
 * {@link FilterTooExpensiveError}, so that one filter can't keep the database from everybody else.
 */
export interface PageSource<Row> {
  readonly table: RawBuilder<unknown>;
  /** The column that identifies a row, and the order when no other is asked for. */
  readonly id: RawBuilder<string>;
  /** The rows of the connection. */
  readonly scope: RawBuilder<SqlBool>;
  /**
   * Which of them are there: the condition of the partial indexes that lists walk. Kept apart, so that a search which
   * leaves it out can't be planned over those.
   */
  readonly live: RawBuilder<SqlBool>;
  readonly shape: ResourceShape;
  /** Tables that the columns come from beside the first: `join teams on …`. */
  readonly joins?: RawBuilder<unknown>;
  /** What a row is made of. */
  readonly columns: RawBuilder<Row>;
  /** How rows are found from the connection's first on. Absent: as {@link scope} and {@link id} say. */
  readonly walk?: Walk;
  /** The columns are plain ones of the table: to read them of a row that is passed by costs nothing. */
  readonly plainColumns?: boolean;
  /** A query over `page`, whose `page_id` it returns with the {@link columnsBeside} of those it knows something of. */
  readonly besidePage?: RawBuilder<unknown>;
  /** What a row is made of in addition, from `beside_page`. */
  readonly columnsBeside?: RawBuilder<unknown>;
  /** How many there are without a filter: a scalar sub-query. */
  readonly countAll: RawBuilder<string>;
  /** What marks in the list are kept under, and the sub-query that says whether they hold. Absent: none are kept. */
  readonly set?: { readonly name: string; readonly changes: RawBuilder<string> };
}

/** A row with the id of its resource. */
export interface PageRow {
  readonly page_id: string;
}

interface Placed extends PageRow {
  readonly page_key: string | null;
  /** In the first row: how many there are without a filter; null with one. A `bigint`, which the driver reads as text. */
  readonly page_total: string | null;
  /** In the first row: of the source's set, for marks; null where none are kept. */
  readonly page_changes: string | null;
}

const scanTimeoutMs = 5_000;

export async function selectPage<Row>(
  db: Kysely<Database>,
  source: PageSource<Row>,
  request: PageRequest,
  marks?: PageMarks,
): Promise<Page<Row & PageRow>> {
  const filter = request.filter === undefined ? undefined : compileFilter(request.filter, source.shape);
  const cheap = request.sort === undefined && (filter === undefined || filter.selective);
  const run = (connection: Kysely<Database>) => runPage(connection, source, request, filter, marks);
  if (cheap) return run(db);
  try {
    return await db.transaction().execute(async (trx) => {
      await sql`set local statement_timeout = ${sql.lit(scanTimeoutMs)}`.execute(trx);
      return run(trx);
    });
  } catch (error) {
    if (isQueryCancelled(error)) throw new FilterTooExpensiveError({ cause: error });
    throw error;
  }
}

async function runPage<Row>(
  db: Kysely<Database>,
  source: PageSource<Row>,
  request: PageRequest,
  filter: CompiledFilter | undefined,
  marks: PageMarks | undefined,
): Promise<Page<Row & PageRow>> {
  const { window } = request;
  const matching = filter === undefined ? source.scope : sql<SqlBool>`${source.scope} and ${filter.condition}`;
  const where = { matching, live: source.live };
  const select = (mark?: PageMark) => selectRows(db, source, request, where, filter?.selective === true, mark);
  const rows = window.count === 0 ? [] : await selectFromMark(source, request, marks, select);
  const resources = rows.slice(0, window.count);
  const last = resources.at(-1);
  const known = rows[0]?.page_total;
  const fromBeginning = window.kind === 'index' ? window.startIndex <= 1 : window.after === null;
  const complete = fromBeginning && window.count > 0 && rows.length <= window.count;
  return {
    total: complete ? rows.length : Number(known ?? (await countRows(db, source, where, filter === undefined))),
    resources,
    next:
      window.kind === 'cursor' && rows.length > window.count && last !== undefined
        ? { id: last.page_id, ...(request.sort === undefined ? {} : { key: last.page_key }) }
        : null,
  };
}

/** From the nearest mark, where the list is walked by index. A mark that holds no longer finds nothing, and is forgotten. */
async function selectFromMark<Row extends Placed>(
  { set }: Pick<PageSource<unknown>, 'set'>,
  { filter, sort, window }: PageRequest,
  marks: PageMarks | undefined,
  select: (mark?: PageMark) => Promise<Row[]>,
): Promise<Row[]> {
  const walked = filter === undefined && sort === undefined && window.kind === 'index' && window.startIndex > 1;
  if (marks === undefined || set === undefined || !walked) return select();
  const mark = marks.nearest(set.name, window.startIndex);
  let rows = await select(mark);
  if (rows.length === 0 && mark !== undefined) {
    marks.forget(set.name);
    rows = await select();
  }
  const changes = rows[0]?.page_changes;
  if (changes != null) {
    const ends = [0, window.count].flatMap((at) => {
      const id = rows[at]?.page_id;
      return id === undefined ? [] : [{ index: window.startIndex + at, id, changes }];
    });
    marks.remember(set.name, ends);
  }
  return rows;
}

interface Conditions {
  readonly matching: RawBuilder<SqlBool>;
  readonly live: RawBuilder<SqlBool>;
}

/**
 * One row more than the page holds tells whether there is another page. A selective filter's few rows are found first,
 * by its own index, and looked at and ordered then. Told everything at once, a planner that has no statistics yet (an
 * initial cycle has just begun, and a prepared plan may stay) walks the whole connection in the order of the page.
 * Where the page is walked in the order of ids, plain columns come from the same visit.
 */
async function selectRows<Row>(
  db: Kysely<Database>,
  source: PageSource<Row>,
  request: PageRequest,
  where: Conditions,
  selective: boolean,
  mark?: PageMark,
): Promise<(Row & Placed)[]> {
  const { window } = request;
  const key = request.sort === undefined ? undefined : compileSortKey(request.sort.path, source.shape);
  const direction = request.sort?.descending === true ? sql`desc` : sql`asc`;
  const order = (keyColumn: RawBuilder<unknown>, id: RawBuilder<unknown>) =>
    key === undefined ? sql`${id}` : sql`${keyColumn} ${direction}, ${id}`;
  const place =
    window.kind === 'cursor' && window.after !== null
      ? sql`and ${afterPosition(window.after, key, source.id, request.sort?.descending === true)}`
      : mark === undefined || source.set === undefined
        ? undefined
        : sql`and ${source.id} >= ${mark.id}::uuid and ${source.set.changes} = ${mark.changes}::bigint`;
  const byId = !selective && key === undefined;
  const walk = byId && place === undefined && request.filter === undefined ? source.walk : undefined;
  const offset = mark === undefined ? offsetOf(window) : offsetOf(window) + 1 - mark.index;
  const keyed = sql`${source.id} as page_id, ${key?.expression ?? sql`null::text`} as page_key`;
  const inOneVisit = byId && source.plainColumns === true;
  const rowsOfPage = selective
    ? sql`select page_id, page_key from candidate where live`
    : sql`select ${keyed}${inOneVisit ? sql`, ${source.columns}` : sql``} from ${source.table}
        where ${walk?.scope ?? where.matching} and ${where.live} ${place ?? sql``}`;
  const candidates = sql`candidate as materialized (
      select ${keyed}, ${where.live} as live from ${source.table} where ${where.matching} ${place ?? sql``}),`;
  const columns = inOneVisit
    ? sql`page.*`
    : sql`page.page_id, ${key === undefined ? sql`null` : sql`to_json(page.page_key) #>> '{}'`} as page_key,
      ${source.columns}`;
  const ofFirst = (value: RawBuilder<unknown>) =>
    sql`case when page.page_id = (select page_id from page limit 1) then ${value} end`;
  const query = sql<Row & Placed>`
    with ${selective ? candidates : sql``}
    page as materialized (
      ${rowsOfPage}
      order by ${walk?.order ?? order(sql`page_key`, sql`page_id`)}
      limit ${window.count + 1} offset ${offset})
    ${source.besidePage === undefined ? sql`` : sql`, beside_page as materialized (${source.besidePage})`}
    select ${columns} ${source.columnsBeside === undefined ? sql`` : sql`, ${source.columnsBeside}`},
      ${request.filter === undefined ? ofFirst(source.countAll) : sql`null::bigint`} as page_total,
      ${offsetOf(window) > 0 && source.set !== undefined ? ofFirst(source.set.changes) : sql`null::bigint`} as page_changes
    from page
      ${inOneVisit ? sql`` : sql`join ${source.table} on ${source.id} = page.page_id ${source.joins ?? sql``}`}
      ${source.besidePage === undefined ? sql`` : sql`left join beside_page on beside_page.page_id = page.page_id`}
    order by ${order(sql`page.page_key`, sql`page.page_id`)}`;
  const { rows } = await query.execute(db);
  return rows;
}

/** How many resources stand before the page. */
function offsetOf(window: PageRequest['window']): number {
  return window.kind === 'index' ? Math.max(window.startIndex - 1, 0) : 0;
}

async function countRows<Row>(
  db: Kysely<Database>,
  source: PageSource<Row>,
  where: Conditions,
  unfiltered: boolean,
): Promise<number> {
  const query = unfiltered
    ? sql<{ total: string }>`select ${source.countAll} as total`
    : sql<{ total: string }>`select count(*) as total from ${source.table} where ${where.matching} and ${where.live}`;
  const { rows } = await query.execute(db);
  return Number(rows[0]?.total ?? 0);
}

/**
 * What comes behind `after`. Resources without a value stand last in ascending order and first in descending
 * (RFC 7644 §3.4.2.3), which is where PostgreSQL puts nulls by itself.
 */
function afterPosition(
  after: PagePosition,
  key: SortKey | undefined,
  id: RawBuilder<string>,
  descending: boolean,
): RawBuilder<SqlBool> {
  const behindId = sql<SqlBool>`${id} > ${after.id}::uuid`;
  if (key === undefined) return behindId;
  const { expression, cast } = key;
  if (after.key === null || after.key === undefined) {
    const sameKey = sql<SqlBool>`(${expression} is null and ${behindId})`;
    return descending ? sql`(${expression} is not null or ${sameKey})` : sameKey;
  }
  const value = sql`${after.key}${cast}`;
  const further = descending ? sql`${expression} < ${value}` : sql`(${expression} > ${value} or ${expression} is null)`;
  return sql`(${further} or (${expression} = ${value} and ${behindId}))`;
}
