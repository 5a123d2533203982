import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Form.module.css';

/** A column of inputs with one button that sends them. The API validates; its reasons come back beside the inputs. */
export function Form(props: {
  onSubmit: (form: HTMLFormElement) => void;
  submitLabel: string;
  busy: boolean;
  /** Beside the button, e.g. cancel. */
  secondary?: ReactNode;
  wideButton?: boolean;
  children: ReactNode;
}) {
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!props.busy) props.onSubmit(event.currentTarget);
      }}
    >
      {props.children}
      <div className={classes.actions} data-wide={props.wideButton || undefined}>
        <Button type="submit" loading={props.busy}>
          {props.submitLabel}
        </Button>
        {props.secondary}
      </div>
    </form>
  );
}

/** Inputs that belong together, under a heading of their own. */
export function FormGroup(props: { legend: string; children: ReactNode }) {
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{props.legend}</legend>
      {props.children}
    </fieldset>
  );
}
