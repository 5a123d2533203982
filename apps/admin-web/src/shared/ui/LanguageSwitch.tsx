import { Button, Menu } from '@mantine/core';
import { IconCheck, IconLanguage } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/api.ts';
import { switchLanguage } from '../i18n/i18n.ts';
import { type Language, languages } from '../i18n/languages.ts';
import { useLanguage } from '../i18n/use-localised.ts';
import classes from './Switches.module.css';

/** Each language under its own name, so that whoever needs it can read it. */
const ownNames: Readonly<Record<Language, string>> = { ja: '日本語', en: 'English' };

/** Changes the language at once; with `persist`, in the signed-in person's account as well. */
export function LanguageSwitch(props: { persist?: boolean }) {
  const { t, i18n } = useTranslation();
  const shown = ownNames[useLanguage()];
  const remember = useMutation({ mutationFn: (language: Language) => api.updateMe({ body: { language } }) });
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          className={classes.tool}
          aria-label={t('common.languageNamed', { language: shown })}
          leftSection={<IconLanguage size={22} aria-hidden stroke={1.75} />}
          classNames={{ section: classes.section, label: classes.wideOnly }}
        >
          {shown}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            className={classes.item}
            aria-current={i18n.language === language ? 'true' : undefined}
            rightSection={i18n.language === language ? <IconCheck size={18} aria-hidden /> : null}
            onClick={() => {
              void switchLanguage(language);
              if (props.persist === true) remember.mutate(language);
            }}
          >
            {ownNames[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
