import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Copies a text whole and says so. `label` is what the text is called. */
export function CopyButton(props: { label: string; text: string; className?: string | undefined }) {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 2500 });
  return (
    <>
      <Button
        variant="default"
        className={props.className}
        leftSection={clipboard.copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
        onClick={() => clipboard.copy(props.text)}
        aria-label={t(clipboard.copied ? 'common.alreadyCopiedNamed' : 'common.copyNamed', { name: props.label })}
      >
        {clipboard.copied ? t('common.copied') : t('common.copy')}
      </Button>
      <span role="status" className="visually-hidden">
        {clipboard.copied ? t('common.copiedNamed', { name: props.label }) : ''}
      </span>
    </>
  );
}
