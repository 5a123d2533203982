import type { ReactNode } from 'react';
import classes from './Filters.module.css';

/** Search and filters above a list, in one line where there is room. */
export function Filters(props: { label: string; children: ReactNode; footer?: ReactNode }) {
  return (
    <search aria-label={props.label} className={classes.filters}>
      <div className={classes.inputs}>{props.children}</div>
      {props.footer !== undefined && <div className={classes.footer}>{props.footer}</div>}
    </search>
  );
}
