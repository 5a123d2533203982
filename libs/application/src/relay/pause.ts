/** Waiting that a stop ends at once, and a nudge too where the waiter allows it. */
export interface Pause {
  for(milliseconds: number): Promise<void>;
  /** Ends early on a nudge, also on one that came since {@link forgetNudge}. */
  forOrUntilNudge(milliseconds: number): Promise<void>;
  forgetNudge(): void;
  nudge(): void;
  /** Ends the present wait and makes every later one end at once. */
  end(): void;
}

export function createPause(): Pause {
  let nudged = false;
  let ended = false;
  let wake: () => void = () => {};
  let wakesOnNudge = false;

  function wait(milliseconds: number, untilNudge: boolean): Promise<void> {
    if (ended || (untilNudge && nudged)) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, milliseconds);
      function done(): void {
        clearTimeout(timer);
        wake = () => {};
        resolve();
      }
      wake = done;
      wakesOnNudge = untilNudge;
    });
  }

  return {
    for: (milliseconds) => wait(milliseconds, false),
    forOrUntilNudge: (milliseconds) => wait(milliseconds, true),
    forgetNudge() {
      nudged = false;
    },
    nudge() {
      nudged = true;
      if (wakesOnNudge) wake();
    },
    end() {
      ended = true;
      wake();
    },
  };
}
