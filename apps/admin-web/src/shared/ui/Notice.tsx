import type { ReactNode } from 'react';
import classes from './Notice.module.css';

/** A sentence that stands out among inputs or panels. `live`: what it says follows the inputs, and is read out. */
export function Notice(props: { children: ReactNode; live?: boolean }) {
  return (
    <p className={classes.notice} {...(props.live === true ? { role: 'status' } : {})}>
      {props.children}
    </p>
  );
}
