import { Skeleton } from '@mantine/core';
import { Panel } from './Panel.tsx';

/** Stands where a page's panels will be while its data is on the way. */
export function PageSkeleton() {
  return (
    <Panel>
      <Skeleton height={20} width="40%" mb={20} />
      <Skeleton height={16} mb={12} />
      <Skeleton height={16} width="85%" mb={12} />
      <Skeleton height={16} width="60%" />
    </Panel>
  );
}
