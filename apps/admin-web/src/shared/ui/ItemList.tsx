import type { ReactNode } from 'react';
import classes from './ItemList.module.css';

/** Things one below the other, with a line between them; each is an {@link Item}. */
export function ItemList({ children }: { children: ReactNode }) {
  return <ul className={classes.list}>{children}</ul>;
}

/** One of them: what it is called, what is to be said of it, and beside that what can be done with it. */
export function Item(props: {
  title: ReactNode;
  badges?: ReactNode;
  actions?: ReactNode;
  /** The actions are so small that they stay beside the title on a phone too. */
  smallActions?: boolean;
  children?: ReactNode;
}) {
  return (
    <li className={classes.item} data-small-actions={props.smallActions || undefined}>
      <div className={classes.words}>
        <div className={classes.titleLine}>
          <span className={classes.title}>{props.title}</span>
          {props.badges}
        </div>
        {props.children}
      </div>
      {props.actions && <div className={classes.actions}>{props.actions}</div>}
    </li>
  );
}

/** A quiet line below an item's title. */
export function ItemFacts({ children }: { children: ReactNode }) {
  return <p className={classes.facts}>{children}</p>;
}
