import { Alert } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../shared/ui/links.tsx';
import { brakesQuery } from './brakes-query.ts';

/** On a connection's own page: departures through it are stopped, and where to decide. Nothing while none are. */
export function BrakeNotice({ connectionId }: { connectionId: string }) {
  const { t } = useTranslation();
  const brake = useQuery(brakesQuery).data?.items.find(
    (one) => one.connectionId === connectionId && (one.state === 'holding' || one.state === 'rejected'),
  );
  if (brake === undefined) return null;
  const holding = brake.state === 'holding';
  return (
    <Alert
      color={holding ? 'red' : 'orange'}
      mb="lg"
      className="surface"
      icon={<IconHandStop aria-hidden />}
      title={holding ? t('brakes.noticeHolding', { count: brake.held }) : t('brakes.noticeRejected')}
    >
      <p className="quiet">{holding ? t('brakes.noticeHoldingText') : t('brakes.afterRejection')}</p>
      <ButtonLink to="/brakes/$brakeId" params={{ brakeId: brake.id }} variant="default" mt="sm">
        {t('brakes.noticeOpen')}
      </ButtonLink>
    </Alert>
  );
}
