import { useTranslation } from 'react-i18next';
import { formatDate, formatDateTime, formatUtc } from './format-time.ts';
import { useTimeZone } from './time-zone.ts';

/** An instant in the reader's zone; hovering shows it in UTC. Without one, `absent` (a dash). */
export function Instant(props: { at: string | null | undefined; precision?: 'second' | 'day'; absent?: string }) {
  const { i18n } = useTranslation();
  const timeZone = useTimeZone();
  if (props.at === null || props.at === undefined) return <>{props.absent ?? '—'}</>;
  const format = props.precision === 'day' ? formatDate : formatDateTime;
  return (
    <time dateTime={props.at} title={`${formatUtc(props.at)} (UTC)`}>
      {format(props.at, i18n.language, timeZone)}
    </time>
  );
}
