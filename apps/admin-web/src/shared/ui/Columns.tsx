import type { ReactNode } from 'react';
import classes from './Columns.module.css';

/** Two columns of panels: the subject, and what stands beside it. One column where there is no room. */
export function Columns(props: { main: ReactNode; side: ReactNode }) {
  return (
    <div className={classes.columns}>
      <div className={classes.column}>{props.main}</div>
      <div className={classes.column}>{props.side}</div>
    </div>
  );
}
