import { Button, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconPencil } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { ProblemAlert } from '../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../shared/api/use-explanation.ts';
import { textOf, textOrNull } from '../../shared/forms/form-values.ts';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { Form } from '../../shared/ui/Form.tsx';
import { DestinationFields } from './DestinationFields.tsx';
import { destinationsQuery } from './destinations-query.ts';
import { settingsFrom } from './settings-from.ts';
import { shownFields } from './shown-fields.ts';
import type { Destination } from './types.ts';

/** Changes a destination of its kind. A secret left empty stays as it is. */
export function EditDestination({ destination }: { destination: Destination }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [opened, { open, close }] = useDisclosure();
  const { kind } = destination.settings;
  const update = useMutation({
    mutationFn: (form: HTMLFormElement) => {
      const secret = textOrNull(form, 'secret');
      return api.updateDestination({
        params: { destinationId: destination.id },
        body: {
          name: textOf(form, 'name'),
          settings: settingsFrom(kind, (name) => textOf(form, name)),
          ...(secret === null ? {} : { secret }),
        },
      });
    },
    onSuccess: async () => {
      close();
      notifications.show({ color: 'green', message: t('common.saved') });
      await queryClient.invalidateQueries(destinationsQuery);
    },
  });
  const fields = useExplanation(update.error)?.fields;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPencil size={20} aria-hidden />}
        onClick={() => {
          update.reset();
          open();
        }}
      >
        {t('common.edit')}
      </Button>
      <Dialog opened={opened} onClose={close} size="lg" title={t('forwarding.editTitle')}>
        <ProblemAlert error={update.error} shownFields={shownFields} />
        <Form
          submitLabel={t('common.save')}
          busy={update.isPending}
          onSubmit={(form) => update.mutate(form)}
          onCancel={close}
        >
          <TextInput
            name="name"
            label={t('forwarding.name')}
            defaultValue={destination.name}
            data-autofocus
            error={fields?.get('name')}
          />
          <DestinationFields kind={kind} before={destination} fields={fields} />
        </Form>
      </Dialog>
    </>
  );
}
