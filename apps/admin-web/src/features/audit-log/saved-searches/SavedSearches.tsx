import { Button, Checkbox, Menu, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBookmark, IconBookmarkPlus, IconSettings } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../shared/api/api.ts';
import { ProblemAlert } from '../../../shared/api/ProblemAlert.tsx';
import { useExplanation } from '../../../shared/api/use-explanation.ts';
import { textOf } from '../../../shared/forms/form-values.ts';
import { useMay } from '../../../shared/session/me.ts';
import { Dialog } from '../../../shared/ui/Dialog.tsx';
import { Form } from '../../../shared/ui/Form.tsx';
import { type AuditSearch, parseAuditSearch } from '../audit-search.ts';
import { AlertDialog } from './AlertDialog.tsx';
import { ManageDialog } from './ManageDialog.tsx';
import classes from './SavedSearches.module.css';
import { type SavedSearch, savedSearchesQuery } from './saved-searches-query.ts';

/** Searches under a name: opened from a menu, saved from what the page shows, made alert rules of, and deleted. */
export function SavedSearches({ search }: { search: AuditSearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/audit-log' });
  const mayWrite = useMay('audit-log:write');
  const saved = useQuery(savedSearchesQuery);
  const [saving, save] = useDisclosure();
  const [managing, manage] = useDisclosure();
  const [watched, setWatched] = useState<SavedSearch>();
  const items = saved.data?.items ?? [];
  return (
    <>
      <Menu position="bottom-end" width={300}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={20} aria-hidden />}>
            {t('savedSearches.title')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.menu}>
          {items.map(({ id, name, query, shared }) => (
            <Menu.Item
              key={id}
              className="menu-item"
              onClick={() => navigate({ search: parseAuditSearch(query) })}
              rightSection={
                shared ? <span className={classes.shared}>{t('savedSearches.sharedMark')}</span> : undefined
              }
            >
              {name}
            </Menu.Item>
          ))}
          {items.length === 0 && <Menu.Label>{t('savedSearches.none')}</Menu.Label>}
          <Menu.Divider />
          {mayWrite && (
            <Menu.Item
              className="menu-item"
              leftSection={<IconBookmarkPlus size={20} aria-hidden />}
              onClick={save.open}
            >
              {t('savedSearches.save')}
            </Menu.Item>
          )}
          {items.length > 0 && (
            <Menu.Item className="menu-item" leftSection={<IconSettings size={20} aria-hidden />} onClick={manage.open}>
              {t('savedSearches.manage')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <SaveDialog search={search} opened={saving} onClose={save.close} />
      <ManageDialog
        items={items}
        opened={managing}
        onClose={manage.close}
        onAlert={(chosen) => {
          manage.close();
          setWatched(chosen);
        }}
      />
      <AlertDialog search={watched} onClose={() => setWatched(undefined)} />
    </>
  );
}

function SaveDialog(props: { search: AuditSearch; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: ({ name, shared }: { name: string; shared: boolean }) => {
      const { id: _shown, ...query } = props.search;
      return api.saveSearch({ body: { name, shared, query } });
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries(savedSearchesQuery);
      close();
    },
  });
  const close = () => {
    save.reset();
    props.onClose();
  };
  const fields = useExplanation(save.error)?.fields;
  return (
    <Dialog opened={props.opened} onClose={close} title={t('savedSearches.save')}>
      <ProblemAlert error={save.error} shownFields={['name']} />
      <Form
        submitLabel={t('common.save')}
        busy={save.isPending}
        onSubmit={(form) => save.mutate({ name: textOf(form, 'name').trim(), shared: textOf(form, 'shared') !== '' })}
        onCancel={close}
      >
        <TextInput
          name="name"
          label={t('savedSearches.name')}
          description={t('savedSearches.nameHint')}
          maxLength={100}
          data-autofocus
          error={fields?.get('name')}
        />
        <Checkbox name="shared" label={t('savedSearches.shared')} description={t('savedSearches.sharedHint')} />
      </Form>
    </Dialog>
  );
}
