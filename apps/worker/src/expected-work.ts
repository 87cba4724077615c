/** Passes on what the kernel says of new work: to this process's fetcher at once or when it is due, to others as a hint. */

import type { KernelObserver, WakeUps, WorkKind } from "@stageline/engine";

export interface ExpectedWork {
  readonly appeared: NonNullable<KernelObserver["workAppeared"]>;
  /** Forgets what is due later: it is found by whoever looks then. */
  stop(): void;
}

export interface ExpectedWorkOptions {
  wakeUps: WakeUps;
  expect(kind: WorkKind): void;
  freeSlots(): number;
}

export function expectedWork({ wakeUps, expect, freeSlots }: ExpectedWorkOptions): ExpectedWork {
  const later = new Set<NodeJS.Timeout>();
  return {
    appeared({ runs, jobs, dueInMs = 0 }) {
      if (dueInMs > 0) {
        const timer = setTimeout(() => {
          later.delete(timer);
          expect("jobs");
        }, dueInMs);
        later.add(timer);
        return;
      }
      if (runs > 0) expect("runs");
      if (jobs > 0) expect("jobs");
      // What this process takes at once need not be told to others. The stages that led to it give their slots back
      // first.
      setImmediate(() => {
        const free = freeSlots();
        if (runs > free) wakeUps.send("runs");
        if (jobs > free) wakeUps.send("jobs");
      });
    },
    stop() {
      for (const timer of later) clearTimeout(timer);
      later.clear();
    },
  };
}
