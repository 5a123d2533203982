import type { ReactNode } from 'react';
import classes from './Steps.module.css';

/** Numbered steps. */
export function Steps(props: { children: ReactNode }) {
  return <ol className={classes.steps}>{props.children}</ol>;
}

/** What a step needs, below its sentence. */
export function StepValues(props: { children: ReactNode }) {
  return <div className={classes.values}>{props.children}</div>;
}
