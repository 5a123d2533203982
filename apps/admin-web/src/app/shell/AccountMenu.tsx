import { Menu, UnstyledButton } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMe } from '../../shared/session/me.ts';
import { Initials } from '../../shared/ui/Initials.tsx';
import classes from './AccountMenu.module.css';

/** Who is signed in, the way to their profile, and out. */
export function AccountMenu() {
  const { t } = useTranslation();
  const { account } = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => api.signOut(),
    // Whatever the gateway says, the person wants to be gone from this screen.
    onSettled: async () => {
      await navigate({ to: '/sign-in' });
      queryClient.clear();
    },
  });
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <UnstyledButton className={classes.button} aria-label={t('nav.account', { name: account.name })}>
          <Initials name={account.name} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={classes.who}>
          <span className={classes.name}>{account.name}</span>
          <span>{account.email}</span>
          <span>{t(`roles.${account.role}`)}</span>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          to="/profile"
          className={classes.item}
          leftSection={<IconUserCircle size={20} aria-hidden />}
        >
          {t('nav.profile')}
        </Menu.Item>
        <Menu.Item
          className={classes.item}
          leftSection={<IconLogout size={20} aria-hidden />}
          onClick={() => signOut.mutate()}
        >
          {t('nav.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
