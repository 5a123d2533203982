/** What the process's exit code says. Listed in `--help`. */
export const exitCode = {
  done: 0,
  unexpected: 1,
  usage: 2,
  /** The gateway refuses us for good: address or key. */
  deliveryImpossible: 3,
  /** All was delivered, but some events were refused and set aside. */
  someSetAside: 4,
  /** The state folder is in use, or its checkpoint unreadable. */
  stateUnusable: 5,
  /** `doctor` found something to mend. */
  notHealthy: 6,
} as const;
