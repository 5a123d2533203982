import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../api/ProblemAlert.tsx';
import classes from './ConfirmDialog.module.css';
import { Dialog } from './Dialog.tsx';

/** Asks before an act that touches people or can't be taken back: what will happen, in numbers, and what can be undone. */
export function ConfirmDialog(props: {
  opened: boolean;
  title: string;
  confirmLabel: string;
  danger?: boolean;
  busy?: boolean;
  error?: unknown;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={props.title}>
      <div className={classes.text}>{props.children}</div>
      <ProblemAlert error={props.error} />
      <div className={classes.actions}>
        <Button variant="default" onClick={props.onClose} data-autofocus>
          {t('common.cancel')}
        </Button>
        <Button
          {...(props.danger === true ? { color: 'red', className: classes.danger } : {})}
          loading={props.busy === true}
          onClick={props.onConfirm}
        >
          {props.confirmLabel}
        </Button>
      </div>
    </Dialog>
  );
}
