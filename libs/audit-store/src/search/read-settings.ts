/** Copies of an event share its time, so they share its partition: merging within partitions is enough. */
export const readSettings = 'do_not_merge_across_partitions_select_final = 1';
