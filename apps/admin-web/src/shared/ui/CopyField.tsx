import { Button, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './CopyField.module.css';

/** A value to be pasted elsewhere, with a button that copies it whole and says so. Focusing it selects it. */
export function CopyField(props: { label: string; value: string; hint?: string }) {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 2500 });
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
      <Button
        variant="default"
        className={classes.button}
        leftSection={clipboard.copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
        onClick={() => clipboard.copy(props.value)}
        aria-label={t(clipboard.copied ? 'common.alreadyCopiedNamed' : 'common.copyNamed', { name: props.label })}
      >
        {clipboard.copied ? t('common.copied') : t('common.copy')}
      </Button>
      <span role="status" className="visually-hidden">
        {clipboard.copied ? t('common.copiedNamed', { name: props.label }) : ''}
      </span>
    </div>
  );
}
