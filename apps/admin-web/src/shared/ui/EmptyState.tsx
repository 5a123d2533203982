import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

/** A page with nothing on it yet: what would be here, and the step that brings it. */
export function EmptyState(props: { icon: ReactNode; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <div className={classes.icon} aria-hidden>
        {props.icon}
      </div>
      <p className={classes.title}>{props.title}</p>
      {props.children !== undefined && <div className={classes.text}>{props.children}</div>}
      {props.action !== undefined && <div className={classes.action}>{props.action}</div>}
    </div>
  );
}
