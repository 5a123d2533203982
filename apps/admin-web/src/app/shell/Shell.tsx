import { Burger } from '@mantine/core';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../shared/session/me.ts';
import { TimeZoneContext } from '../../shared/time/time-zone.ts';
import { Brand } from '../../shared/ui/Brand.tsx';
import { ColorSchemeSwitch } from '../../shared/ui/ColorSchemeSwitch.tsx';
import { SideSheet } from '../../shared/ui/Dialog.tsx';
import { LanguageSwitch } from '../../shared/ui/LanguageSwitch.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { Navigation } from './Navigation.tsx';
import classes from './Shell.module.css';

/** The frame of every signed-in page: who and where one is on top, ways on the left, the page itself. */
export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const main = useRef<HTMLElement>(null);
  const [drawerOpen, setDrawerOpen] = useState(false);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const lastPathname = useRef(pathname);
  useEffect(() => {
    if (lastPathname.current === pathname) return;
    lastPathname.current = pathname;
    setDrawerOpen(false);
    // Another page is another document to a screen reader: start reading at its top.
    main.current?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <TimeZoneContext value={me.account.timeZone}>
      <a href="#main" className={classes.skip}>
        {t('common.skipToMain')}
      </a>
      <header className={classes.header}>
        <Burger
          opened={drawerOpen}
          onClick={() => setDrawerOpen(true)}
          aria-label={t('nav.open')}
          aria-expanded={drawerOpen}
          size="sm"
          className={classes.burger}
        />
        <Brand />
        <span className={classes.organisation}>{me.organisation.name}</span>
        <div className={classes.tools}>
          <LanguageSwitch persist />
          <ColorSchemeSwitch />
          <AccountMenu />
        </div>
      </header>
      <SideSheet
        opened={drawerOpen}
        onClose={() => setDrawerOpen(false)}
        side="left"
        size="18rem"
        title={me.organisation.name}
      >
        <Navigation onNavigate={() => setDrawerOpen(false)} />
      </SideSheet>
      <div className={classes.columns}>
        <div className={classes.side}>
          <Navigation />
        </div>
        <main id="main" ref={main} tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
      </div>
    </TimeZoneContext>
  );
}
