import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Gate } from './Brand.tsx';
import { ColorSchemeSwitch } from './ColorSchemeSwitch.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import classes from './PublicPage.module.css';

/** The frame of the pages before the sign-in: one card, the product's name, language and colours to choose. */
export function PublicPage(props: { title: string; description?: ReactNode; wide?: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  const tabTitle = `${props.title} | ${t('common.productName')}`;
  useEffect(() => {
    document.title = tabTitle;
  }, [tabTitle]);
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <LanguageSwitch />
        <ColorSchemeSwitch />
      </header>
      <main className={classes.main} data-wide={props.wide || undefined}>
        <div className={classes.brand}>
          <Gate size={44} />
          <span>
            <span className={classes.product}>{t('common.productName')}</span>
            <span className={classes.tagline}>{t('common.tagline')}</span>
          </span>
        </div>
        <div className={classes.card}>
          <h1 className={classes.title}>{props.title}</h1>
          {props.description !== undefined && <div className={classes.description}>{props.description}</div>}
          {props.children}
        </div>
      </main>
    </div>
  );
}
