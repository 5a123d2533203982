import { TextInput } from '@mantine/core';
import { CopyButton } from './CopyButton.tsx';
import classes from './CopyField.module.css';

/** A value to be pasted elsewhere, with a button that copies it whole and says so. Focusing it selects it. */
export function CopyField(props: { label: string; value: string; hint?: string }) {
  return (
    <div className={classes.field}>
      <TextInput
        readOnly
        label={props.label}
        description={props.hint}
        value={props.value}
        className={classes.value}
        classNames={{ input: classes.input }}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton label={props.label} text={props.value} className={classes.button} />
    </div>
  );
}
