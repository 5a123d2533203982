import classes from './CodeBlock.module.css';
import { CopyButton } from './CopyButton.tsx';

/** Commands or JSON of several lines under a heading, with a button that copies them whole and says so. */
export function CodeBlock(props: { label: string; text: string; hint?: string }) {
  return (
    <figure className={classes.block}>
      <figcaption className={classes.caption}>
        <span className={classes.words}>
          <span className={classes.label}>{props.label}</span>
          {props.hint !== undefined && <span className={classes.hint}>{props.hint}</span>}
        </span>
        <CopyButton label={props.label} text={props.text} className={classes.button} />
      </figcaption>
      <pre className={classes.text}>{props.text}</pre>
    </figure>
  );
}
