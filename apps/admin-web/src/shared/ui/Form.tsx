import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Form.module.css';

/** A column of inputs with one button that sends them. The API validates; its reasons come back beside the inputs. */
export function Form(props: {
  onSubmit: (form: HTMLFormElement) => void;
  submitLabel: string;
  busy: boolean;
  /** Where the form can be put away without leaving the page: a second button does it. */
  onCancel?: () => void;
  /** Beside the button, e.g. a link back. */
  secondary?: ReactNode;
  wideButton?: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation();
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
        {props.onCancel && (
          <Button variant="default" onClick={props.onCancel}>
            {t('common.cancel')}
          </Button>
        )}
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
