/**
 * How many look-ups or changes of different requests share one statement at most. Bounds how long each waits for its
 * neighbours, and lets the server work on one batch while the replies to another are written.
 */
export const maximumBatch = 16;
