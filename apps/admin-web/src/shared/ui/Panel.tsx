import type { ReactNode } from 'react';
import classes from './Panel.module.css';

/** A surface that holds one subject, with its heading and what can be done with it. */
export function Panel(props: {
  title?: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** `flush` lets a table or list reach the edges. */
  padding?: 'normal' | 'flush';
  tone?: 'plain' | 'danger';
  children: ReactNode;
}) {
  return (
    <section className={classes.panel} data-padding={props.padding ?? 'normal'} data-tone={props.tone ?? 'plain'}>
      {props.title !== undefined && (
        <header className={classes.header}>
          <div>
            <h2 className={classes.title}>{props.title}</h2>
            {props.description !== undefined && <p className={classes.description}>{props.description}</p>}
          </div>
          {props.actions !== undefined && <div className={classes.actions}>{props.actions}</div>}
        </header>
      )}
      <div className={classes.body}>{props.children}</div>
    </section>
  );
}
