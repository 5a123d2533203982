import type { ReactNode } from 'react';
import classes from './StatusBadge.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'neutral';

/** A state in a word. The colour only underlines it: the word alone says everything. */
export function StatusBadge(props: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={props.tone}>
      {props.children}
    </span>
  );
}
