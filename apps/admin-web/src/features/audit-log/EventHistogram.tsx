import { Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDateTime } from '../../shared/time/format-time.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { useTimeZone } from '../../shared/time/time-zone.ts';
import { fetchHistogram, type Span } from './audit-api.ts';
import type { AuditSearch } from './audit-search.ts';
import { barAt, spanOfBars } from './bar-selection.ts';
import classes from './EventHistogram.module.css';

const wantedBars = 60;

/**
 * How many events there were over time. Dragging over the bars narrows the range to them; the same can be done by
 * keyboard with the two fields of the range. Drawn by hand: sixty rectangles are not worth a chart library.
 */
export function EventHistogram(props: { search: AuditSearch; span: Span; onSpan: (span: Required<Span>) => void }) {
  const { t, i18n } = useTranslation();
  const timeZone = useTimeZone();
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const { data } = useQuery({
    queryKey: ['audit-log', 'histogram', props.search, props.span, timeZone],
    queryFn: ({ signal }) => fetchHistogram(props.search, props.span, { buckets: wantedBars, timeZone }, signal),
    placeholderData: keepPreviousData,
  });
  if (data === undefined) return <Skeleton className={classes.histogram ?? ''} height={96} />;
  const { buckets, bucketMs } = data;
  const highest = Math.max(0, ...buckets.map((bucket) => bucket.events));
  const [first] = buckets;
  const last = buckets.at(-1);
  if (first === undefined || last === undefined || highest === 0) return null;
  const total = buckets.reduce((sum, bucket) => sum + bucket.events, 0);
  const label = (start: string, events: number) =>
    t('auditLog.bar', { at: formatDateTime(start, i18n.language, timeZone), count: events });
  const placeOf = (event: PointerEvent<SVGSVGElement>) =>
    barAt(event.clientX, event.currentTarget.getBoundingClientRect(), buckets.length);

  return (
    <figure className={classes.histogram}>
      <svg
        role="img"
        aria-label={t('auditLog.histogram', { count: total, most: highest })}
        viewBox={`0 0 ${buckets.length} 100`}
        preserveAspectRatio="none"
        className={classes.bars}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const place = placeOf(event);
          setDrag({ from: place, to: place });
        }}
        onPointerMove={(event) => {
          if (drag !== null) setDrag({ from: drag.from, to: placeOf(event) });
        }}
        onPointerUp={() => {
          const span = drag === null ? null : spanOfBars(data, drag.from, drag.to);
          setDrag(null);
          if (span !== null) props.onSpan(span);
        }}
        onPointerCancel={() => setDrag(null)}
      >
        {drag !== null && (
          <rect
            className={classes.selection}
            x={Math.min(drag.from, drag.to)}
            y={0}
            width={Math.abs(drag.to - drag.from) + 1}
            height={100}
          />
        )}
        {buckets.map((bucket, place) => {
          // A single event among thousands still shows.
          const height = bucket.events === 0 ? 0 : Math.max(2, (bucket.events / highest) * 100);
          return (
            <g key={bucket.start} className={classes.bar}>
              <title>{label(bucket.start, bucket.events)}</title>
              <rect className={classes.ground} x={place} y={0} width={1} height={100} />
              <rect className={classes.fill} x={place + 0.1} y={100 - height} width={0.8} height={height} />
            </g>
          );
        })}
      </svg>
      <figcaption className={classes.ends}>
        <Instant at={first.start} />
        <span className={classes.hint}>{t('auditLog.dragHint')}</span>
        <Instant at={new Date(Date.parse(last.start) + bucketMs).toISOString()} />
      </figcaption>
    </figure>
  );
}
