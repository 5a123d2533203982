import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './PageHeader.module.css';

/** What a page is called, where it lies, and its main action. Names the browser's tab as well. */
export function PageHeader(props: {
  title: string;
  description?: ReactNode;
  badge?: ReactNode;
  actions?: ReactNode;
  parent?: { label: string; to: '/members' | '/teams' | '/connections' | '/audit-log' };
}) {
  const { t } = useTranslation();
  const tabTitle = `${props.title} | ${t('common.productName')}`;
  useEffect(() => {
    document.title = tabTitle;
  }, [tabTitle]);
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        {props.parent !== undefined && (
          <nav aria-label={t('common.breadcrumb')} className={classes.trail}>
            <Link to={props.parent.to} className={classes.parent}>
              {props.parent.label}
            </Link>
            <IconChevronRight size={16} aria-hidden />
          </nav>
        )}
        <div className={classes.titleLine}>
          <h1 className={classes.title}>{props.title}</h1>
          {props.badge}
        </div>
        {props.description !== undefined && <p className={classes.description}>{props.description}</p>}
      </div>
      {props.actions !== undefined && <div className={classes.actions}>{props.actions}</div>}
    </header>
  );
}
