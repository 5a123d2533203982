/** What the process's exit code says. Listed in `--help` and in docs/log-shipper.md. */
export const exitCode = {
  done: 0,
  unexpected: 1,
  usage: 2,
  /** The gateway refuses us for good: address or key. */
  deliveryImpossible: 3,
  /** All was delivered, but some events were refused and set aside, or some files could not be read. */
  someSetAside: 4,
  /** The state folder is in use, or its checkpoint unreadable. */
  stateUnusable: 5,
  /** `doctor` found something to mend. */
  notHealthy: 6,
  /** Told to stop before everything was delivered; the same command goes on from there. */
  stoppedEarly: 7,
  /** `verify`: the export is not what was sealed. */
  notGenuine: 8,
} as const;
