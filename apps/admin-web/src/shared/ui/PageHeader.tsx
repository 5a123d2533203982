import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './PageHeader.module.css';

/** The page above this one. */
type Parent = { readonly label: string } & (
  | {
      readonly to:
        | '/members'
        | '/teams'
        | '/connections'
        | '/audit-log'
        | '/brakes'
        | '/alerts'
        | '/alerts/rules'
        | '/forwarding';
    }
  | { readonly to: '/connections/$connectionId'; readonly params: { readonly connectionId: string } }
);

/** What a page is called, where it lies, and its main action. Names the browser's tab as well. */
export function PageHeader(props: {
  title: string;
  description?: ReactNode;
  badge?: ReactNode;
  actions?: ReactNode;
  parent?: Parent;
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
            <ParentLink {...props.parent} />
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

function ParentLink({ label, ...way }: Parent) {
  return (
    <Link {...way} className={classes.parent}>
      {label}
    </Link>
  );
}
