import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './Switches.module.css';

/** Light or dark. Until it is used, the system's setting counts. */
export function ColorSchemeSwitch() {
  const { t } = useTranslation();
  // Without keepTransitions the library writes a <style> element, which the page's policy refuses.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const shown = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const other = shown === 'light' ? 'dark' : 'light';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      className={classes.tool}
      onClick={() => setColorScheme(other)}
      aria-label={other === 'dark' ? t('common.goDark') : t('common.goLight')}
      title={other === 'dark' ? t('common.goDark') : t('common.goLight')}
    >
      {other === 'dark' ? (
        <IconMoon size={22} aria-hidden stroke={1.75} />
      ) : (
        <IconSun size={22} aria-hidden stroke={1.75} />
      )}
    </ActionIcon>
  );
}
