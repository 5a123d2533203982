import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api/api.ts';
import { useMay } from '../../shared/session/me.ts';
import { Instant } from '../../shared/time/Instant.tsx';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { TextLink } from '../../shared/ui/links.tsx';
import { Panel } from '../../shared/ui/Panel.tsx';
import { brakesQuery } from './brakes-query.ts';
import classes from './DecisionPanel.module.css';
import type { Brake } from './types.ts';

/** Why the brake closed, and what can be done about it now: each act says in numbers what it does. */
export function DecisionPanel({ brake, connectionName }: { brake: Brake; connectionName: string }) {
  const { t } = useTranslation();
  const mayDecide = useMay('members:write');
  const open = brake.openUntil !== null && Date.parse(brake.openUntil) > Date.now();
  const buttons =
    brake.state === 'holding' ? (
      <>
        <Reject brake={brake} />
        <Approve brake={brake} />
      </>
    ) : brake.state === 'rejected' || (brake.state === 'approved' && open) ? (
      <Release brake={brake} connectionName={connectionName} />
    ) : null;
  return (
    <Panel title={t(`brakes.headings.${brake.state}`)} tone={brake.state === 'holding' ? 'danger' : 'plain'}>
      <div className={classes.words}>
        <p>
          {t('brakes.why', {
            connection: connectionName,
            accounts: brake.accounts,
            departures: brake.departures,
            people: brake.people,
          })}
        </p>
        {brake.state === 'holding' && <p>{t('brakes.whatToDo')}</p>}
        {brake.state === 'rejected' && <p>{t('brakes.afterRejection')}</p>}
        {brake.state === 'approved' && open && (
          <p>
            {t('brakes.openUntil')} <Instant at={brake.openUntil} />
          </p>
        )}
        <p className={classes.facts}>
          {t('brakes.triggeredAt')}: <Instant at={brake.triggeredAt} />
          {brake.decidedAt !== null && (
            <>
              {' ／ '}
              {t('brakes.decidedAt')}: <Instant at={brake.decidedAt} /> {brake.decidedBy}
            </>
          )}
        </p>
        <p>
          <TextLink
            to="/connections/$connectionId/requests"
            params={{ connectionId: brake.connectionId }}
            search={{ result: 'problems' }}
          >
            {t('brakes.openLog')}
          </TextLink>
        </p>
      </div>
      {buttons !== null &&
        (mayDecide ? (
          <div className={classes.actions}>{buttons}</div>
        ) : (
          <p className="quiet">{t('brakes.onlyAdministrators')}</p>
        ))}
    </Panel>
  );
}

function Approve({ brake }: { brake: Brake }) {
  const { t } = useTranslation();
  return (
    <Decision
      button={t('brakes.approve')}
      icon={<IconCheck size={20} aria-hidden />}
      tone="danger"
      title={t('brakes.approveTitle', { count: brake.held })}
      confirmLabel={t('brakes.approveSubmit', { count: brake.held })}
      decide={async () => {
        const { applied, failed } = await api.approveBrake({ params: { brakeId: brake.id } });
        return failed === 0
          ? t('brakes.approved', { count: applied })
          : t('brakes.approvedPartly', { count: applied, failed });
      }}
    >
      <p>
        <strong>{t('brakes.loseAccess', { count: brake.held })}</strong>
      </p>
      <ul>
        <li>{t('brakes.approveNow')}</li>
        <li>{t('brakes.approveFurther')}</li>
        <li>{t('brakes.approveUndo')}</li>
      </ul>
    </Decision>
  );
}

function Reject({ brake }: { brake: Brake }) {
  const { t } = useTranslation();
  return (
    <Decision
      button={t('brakes.reject')}
      icon={<IconX size={20} aria-hidden />}
      tone="plain"
      title={t('brakes.rejectTitle', { count: brake.held })}
      confirmLabel={t('brakes.rejectSubmit')}
      decide={async () => {
        await api.rejectBrake({ params: { brakeId: brake.id } });
        return t('brakes.rejected', { count: brake.held });
      }}
    >
      <p>{t('brakes.keepAccess', { count: brake.held })}</p>
      <ul>
        <li>{t('brakes.rejectFurther')}</li>
        <li>{t('brakes.rejectGone', { count: brake.departures })}</li>
        <li>{t('brakes.rejectUndo')}</li>
      </ul>
    </Decision>
  );
}

function Release({ brake, connectionName }: { brake: Brake; connectionName: string }) {
  const { t } = useTranslation();
  return (
    <Decision
      button={t('brakes.release')}
      icon={<IconPlayerPlay size={20} aria-hidden />}
      tone="plain"
      title={t('brakes.releaseTitle')}
      confirmLabel={t('brakes.release')}
      decide={async () => {
        await api.releaseBrake({ params: { brakeId: brake.id } });
        return t('brakes.released');
      }}
    >
      <p>
        {t(brake.state === 'rejected' ? 'brakes.releaseRejected' : 'brakes.releaseApproved', {
          connection: connectionName,
        })}
      </p>
    </Decision>
  );
}

/** A button, and the dialog that says what it will do. */
function Decision(props: {
  button: string;
  icon: ReactNode;
  tone: 'danger' | 'plain';
  title: string;
  confirmLabel: string;
  /** Decides, and answers what to say afterwards. */
  decide: () => Promise<string>;
  children: ReactNode;
}) {
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const decision = useMutation({
    mutationFn: props.decide,
    onSuccess: async (message) => {
      notifications.show({ color: 'green', message });
      setOpened(false);
      await Promise.all([
        queryClient.invalidateQueries(brakesQuery),
        queryClient.invalidateQueries({ queryKey: ['members'] }),
      ]);
    },
  });
  const danger = props.tone === 'danger';
  return (
    <>
      <Button
        variant={danger ? 'filled' : 'default'}
        {...(danger ? { color: 'red' } : {})}
        leftSection={props.icon}
        onClick={() => {
          decision.reset();
          setOpened(true);
        }}
      >
        {props.button}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        danger={danger}
        title={props.title}
        confirmLabel={props.confirmLabel}
        busy={decision.isPending}
        error={decision.error}
        onConfirm={() => decision.mutate()}
      >
        {props.children}
      </ConfirmDialog>
    </>
  );
}
