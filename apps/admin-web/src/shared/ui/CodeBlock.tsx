import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './CodeBlock.module.css';

/** Commands or JSON of several lines under a heading, with a button that copies them whole and says so. */
export function CodeBlock(props: { label: string; text: string; hint?: string }) {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 2500 });
  return (
    <figure className={classes.block}>
      <figcaption className={classes.caption}>
        <span className={classes.words}>
          <span className={classes.label}>{props.label}</span>
          {props.hint !== undefined && <span className={classes.hint}>{props.hint}</span>}
        </span>
        <Button
          variant="default"
          className={classes.button}
          leftSection={clipboard.copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
          onClick={() => clipboard.copy(props.text)}
          aria-label={t(clipboard.copied ? 'common.alreadyCopiedNamed' : 'common.copyNamed', { name: props.label })}
        >
          {clipboard.copied ? t('common.copied') : t('common.copy')}
        </Button>
        <span role="status" className="visually-hidden">
          {clipboard.copied ? t('common.copiedNamed', { name: props.label }) : ''}
        </span>
      </figcaption>
      <pre className={classes.text}>{props.text}</pre>
    </figure>
  );
}
