import type { ReactNode } from 'react';
import classes from './PanelList.module.css';

/** Panels one below the other. */
export function PanelList(props: { children: ReactNode }) {
  return <div className={classes.list}>{props.children}</div>;
}
