// biome-ignore-all lint/a11y/useSemanticElements: rows of a <table> can't be placed one by one, see below
// biome-ignore-all lint/a11y/useFocusableInteractive: rows and headers of a table are read, not operated
import { Skeleton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import classes from './DataTable.module.css';

/**
 * A table of any length in the page's own scroll: only the rows near the window exist. On a phone each row is a card.
 * Roles are spelled out because a grid of `div`s is what can be virtualised; assistive technology hears a plain table.
 */
export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  /** A CSS grid track, e.g. `minmax(12rem, 2fr)`. */
  readonly width: string;
  readonly render: (row: Row) => ReactNode;
  readonly sortable?: boolean;
  /** What a card on a phone does with it: its heading, one of its facts, or nothing. Default `fact`. */
  readonly card?: 'heading' | 'fact' | 'hidden';
}

export interface Sorting {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

export interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** How many rows to lay out, loaded or not; undefined until the first answer. */
  readonly count: number | undefined;
  /** The row at a place, or undefined while it is on its way: a skeleton stands in. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly rowKey: (row: Row) => string;
  /** How many rows there are in all, for assistive technology; null when nobody knows yet. Default `count`. */
  readonly total?: number | null;
  /** The places now near the window, so that what is missing there can be fetched. */
  readonly onRange?: ((first: number, last: number) => void) | undefined;
  readonly sorting?: Sorting | undefined;
  readonly onSort?: (sorting: Sorting) => void;
  readonly onRowClick?: (row: Row) => void;
  readonly isSelected?: (row: Row) => boolean;
}

const skeletonKeys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const rowHeight = 57;

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { count, columns } = props;
  const total = props.total === undefined ? count : props.total;
  const tracks: CSSProperties & { '--tracks': string } = {
    '--tracks': columns.map((column) => column.width).join(' '),
  };
  return (
    <div
      className={classes.table}
      role="table"
      aria-label={props.label}
      aria-rowcount={total === undefined || total === null ? -1 : total + 1}
      aria-busy={count === undefined}
      style={tracks}
    >
      <div role="rowgroup" className={classes.head}>
        <HeaderRow {...props} />
      </div>
      {count === undefined ? <SkeletonRows columns={columns} /> : <VirtualRows {...props} count={count} />}
    </div>
  );
}

function HeaderRow<Row>(props: DataTableProps<Row>) {
  return (
    <div role="row" className={classes.row} aria-rowindex={1}>
      {props.columns.map((column) => {
        const sorted = props.sorting?.column === column.id ? props.sorting.direction : undefined;
        const ariaSort = sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none';
        return (
          <div
            key={column.id}
            role="columnheader"
            className={classes.headCell}
            {...(column.sortable === true ? { 'aria-sort': ariaSort } : {})}
          >
            {column.sortable === true ? (
              <button
                type="button"
                className={classes.sort}
                onClick={() => props.onSort?.({ column: column.id, direction: sorted === 'asc' ? 'desc' : 'asc' })}
              >
                {column.header}
                {sorted === undefined && <IconArrowsSort size={16} aria-hidden className={classes.sortHint} />}
                {sorted === 'asc' && <IconArrowUp size={16} aria-hidden />}
                {sorted === 'desc' && <IconArrowDown size={16} aria-hidden />}
              </button>
            ) : (
              column.header
            )}
          </div>
        );
      })}
    </div>
  );
}

function SkeletonRows<Row>(props: { columns: readonly Column<Row>[] }) {
  return (
    <div role="rowgroup">
      {skeletonKeys.map((key) => (
        <div role="row" key={key} className={`${classes.row} ${classes.bodyRow}`}>
          {props.columns.map((column) => (
            <div role="cell" key={column.id} className={classes.cell} data-card={column.card ?? 'fact'}>
              <Skeleton height={16} width="70%" />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function VirtualRows<Row>(props: DataTableProps<Row> & { count: number }) {
  const { count, columns, rowAt, rowKey, onRange } = props;
  const body = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      const top = body.current?.getBoundingClientRect().top;
      if (top !== undefined) setScrollMargin(Math.round(top + window.scrollY));
    };
    measure();
    // What stands above the table may grow: filters unfold, a chart arrives.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin,
    getItemKey: (index) => {
      const row = rowAt(index);
      return row === undefined ? index : rowKey(row);
    },
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(first, last), [onRange, first, last]);

  return (
    <div ref={body} role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
      {items.map((item) => {
        const row = rowAt(item.index);
        const clickable = row !== undefined && props.onRowClick !== undefined;
        return (
          <div
            key={item.key}
            ref={virtualizer.measureElement}
            data-index={item.index}
            role="row"
            aria-rowindex={item.index + 2}
            className={`${classes.row} ${classes.bodyRow} ${classes.virtualRow}`}
            data-clickable={clickable || undefined}
            data-selected={(row !== undefined && props.isSelected?.(row)) || undefined}
            style={{ transform: `translateY(${item.start - virtualizer.options.scrollMargin}px)` }}
            {...(clickable
              ? {
                  onClick: (event: React.MouseEvent) => {
                    const target = event.target instanceof Element ? event.target : null;
                    const selecting = window.getSelection()?.isCollapsed === false;
                    if (target?.closest('a, button, input, label') === null && !selecting) props.onRowClick?.(row);
                  },
                }
              : {})}
          >
            <Cells columns={columns} row={row} />
          </div>
        );
      })}
    </div>
  );
}

/** A row's cells, drawn when the row changes and not when it moves: scrolling moves dozens of rows at each frame. */
function Cells<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row | undefined }) {
  return useMemo(
    () =>
      columns.map((column) => (
        <div role="cell" key={column.id} className={classes.cell} data-card={column.card ?? 'fact'}>
          {row === undefined ? <Skeleton height={16} width="70%" /> : column.render(row)}
        </div>
      )),
    [columns, row],
  );
}
