import { Button, NativeSelect, Radio } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../../shared/api/ProblemAlert.tsx';
import { Dialog } from '../../../shared/ui/Dialog.tsx';
import { Form } from '../../../shared/ui/Form.tsx';
import { exportAddress, requestExport, type Span } from '../audit-api.ts';
import type { AuditSearch } from '../audit-search.ts';
import classes from './ExportDialog.module.css';
import { type ExportChoice, firstChoice, formOf, manyEvents, presetsOf } from './export-choice.ts';
import { exportJobsQuery } from './export-jobs-query.ts';

/** Everything the search finds as a file: at once, or prepared in the background where that takes long. */
export function ExportDialog(props: { search: AuditSearch; span: Span; total: number | undefined }) {
  const { search, span, total } = props;
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const [choice, setChoice] = useState<ExportChoice>(firstChoice);
  const [when, setWhen] = useState<'now' | 'later' | null>(null);
  const isLater = (when ?? ((total ?? 0) >= manyEvents ? 'later' : 'now')) === 'later';
  const choose = (change: Partial<ExportChoice>) => setChoice({ ...choice, ...change });
  const prepare = useMutation({
    mutationFn: () => requestExport(search, span, formOf(choice)),
    onSuccess: async () => {
      close();
      notifications.show({ color: 'green', message: t('auditLog.exports.requested') });
      await queryClient.invalidateQueries(exportJobsQuery);
      await navigate({ to: '/audit-log/exports' });
    },
  });
  const download = () => {
    downloadFrom(exportAddress(search, span, formOf(choice)));
    close();
  };
  const presets = presetsOf[choice.format];
  return (
    <>
      <Button
        leftSection={<IconDownload size={20} aria-hidden />}
        onClick={() => {
          prepare.reset();
          open();
        }}
      >
        {t('auditLog.download')}
      </Button>
      <Dialog opened={opened} onClose={close} size="lg" title={t('auditLog.exports.dialogTitle')}>
        <ProblemAlert error={prepare.error} />
        <Form
          submitLabel={isLater ? t('auditLog.exports.prepare') : t('auditLog.exports.downloadNow')}
          busy={prepare.isPending}
          onSubmit={() => (isLater ? prepare.mutate() : download())}
          onCancel={close}
        >
          <p className={classes.what}>
            {total === undefined ? t('auditLog.exports.counting') : t('auditLog.exports.what', { count: total })}{' '}
            {t('auditLog.exports.recorded')}
          </p>
          <div className={classes.choices}>
            <NativeSelect
              label={t('auditLog.exports.format')}
              value={choice.format}
              data-autofocus
              onChange={(event) => choose({ format: oneOf(formats, event.currentTarget.value) })}
              data={formats.map((value) => ({ value, label: t(`auditLog.exports.formats.${value}`) }))}
            />
            {presets.length > 1 && (
              <NativeSelect
                label={t('auditLog.exports.columns')}
                value={presets.includes(choice.preset) ? choice.preset : 'default'}
                onChange={(event) => choose({ preset: oneOf(presets, event.currentTarget.value) })}
                data={presets.map((value) => ({
                  value,
                  label: t(`auditLog.exports.presets.${choice.format === 'ndjson' ? 'ndjson' : 'csv'}.${value}`),
                }))}
              />
            )}
            {choice.format === 'csv' && (
              <NativeSelect
                label={t('auditLog.exports.text')}
                value={choice.text}
                onChange={(event) => choose({ text: oneOf(texts, event.currentTarget.value) })}
                data={texts.map((value) => ({ value, label: t(`auditLog.exports.texts.${value}`) }))}
              />
            )}
            <NativeSelect
              label={t('auditLog.exports.compression')}
              value={choice.compression}
              onChange={(event) => choose({ compression: oneOf(compressions, event.currentTarget.value) })}
              data={compressions.map((value) => ({ value, label: t(`auditLog.exports.compressions.${value}`) }))}
            />
          </div>
          {formOf(choice).encoding === 'shift_jis' && (
            <p className={classes.hint} role="status">
              {t('auditLog.exports.shiftJisHint')}
            </p>
          )}
          <Radio.Group
            label={t('auditLog.exports.when')}
            value={isLater ? 'later' : 'now'}
            onChange={(value) => setWhen(value === 'later' ? 'later' : 'now')}
          >
            <div className="checkbox-list">
              <Radio value="now" label={t('auditLog.exports.now')} description={t('auditLog.exports.nowHint')} />
              <Radio value="later" label={t('auditLog.exports.later')} description={t('auditLog.exports.laterHint')} />
            </div>
          </Radio.Group>
        </Form>
      </Dialog>
    </>
  );
}

const formats = ['csv', 'ndjson', 'parquet'] as const;
const texts = ['excel', 'utf-8', 'shift_jis'] as const;
const compressions = ['none', 'gzip', 'zstd'] as const;

/** What a list of choices gave back; it can only be one of them. */
function oneOf<Value extends string>(values: readonly Value[], value: string): Value {
  const [first] = values;
  const found = values.find((one) => one === value) ?? first;
  if (found === undefined) throw new TypeError('nothing to choose from');
  return found;
}

/** The browser writes it to disk while the gateway reads it; the page stays. */
function downloadFrom(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}
