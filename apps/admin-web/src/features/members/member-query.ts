import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../shared/api/api.ts';

export const memberQuery = (memberId: string) =>
  queryOptions({
    queryKey: ['member', memberId],
    queryFn: ({ signal }) => api.getMember({ params: { memberId } }, { signal }),
  });

export type MemberChange = NonNullable<Parameters<typeof api.updateMember>[0]['body']>;

/** Changes a member; lists and the member's page follow. */
export function useUpdateMember(memberId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: MemberChange) => api.updateMember({ params: { memberId }, body }),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['members'] }),
        queryClient.invalidateQueries({ queryKey: ['member', memberId] }),
      ]);
    },
  });
}
