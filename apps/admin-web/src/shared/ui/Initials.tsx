import classes from './Initials.module.css';

/** A person's mark beside their name: the first letter, as the name is written. Decorative. */
export function Initials(props: { name: string; size?: 'normal' | 'large' }) {
  const first = [...props.name.trim()][0] ?? '?';
  return (
    <span className={classes.mark} data-size={props.size ?? 'normal'} aria-hidden>
      {first.toUpperCase()}
    </span>
  );
}
