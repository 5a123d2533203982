import { Alert, Button } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './ProblemAlert.module.css';
import { useExplanation } from './use-explanation.ts';

/** A failure in the reader's words: what happened, what to do, and a button where trying again may help. */
export function ProblemAlert(props: {
  error: unknown;
  onRetry?: () => void;
  /** Fields whose reason stands beside the input already. */
  shownFields?: readonly string[];
}) {
  const { t } = useTranslation();
  const explanation = useExplanation(props.error);
  if (explanation === null) return null;
  const besideInput = props.shownFields ?? [];
  const fields = [...explanation.fields];
  if (fields.length > 0 && fields.every(([field]) => besideInput.includes(field))) return null;
  const title = {
    refused: t('errors.refused'),
    unreachable: t('errors.unreachable'),
    unexpected: t('errors.unexpected'),
  }[explanation.kind];
  const advice = explanation.kind === 'unreachable' ? t('errors.unreachableAdvice') : t('errors.unexpectedAdvice');
  const others = fields.filter(([field, reason]) => !besideInput.includes(field) && reason !== explanation.detail);
  return (
    <Alert
      role="alert"
      color="red"
      className={classes.alert}
      icon={<IconAlertCircle aria-hidden />}
      title={title}
      classNames={{ title: classes.title, message: classes.message }}
    >
      <p className={classes.text}>{explanation.detail ?? advice}</p>
      {others.length > 0 && (
        <ul className={classes.list}>
          {others.map(([field, reason]) => (
            <li key={field}>{reason}</li>
          ))}
        </ul>
      )}
      {explanation.kind === 'unexpected' && explanation.requestId !== undefined && (
        <p className={classes.request}>{t('errors.requestId', { id: explanation.requestId })}</p>
      )}
      {props.onRetry !== undefined && (
        <Button variant="default" onClick={props.onRetry} className={classes.retry}>
          {t('common.retry')}
        </Button>
      )}
    </Alert>
  );
}
