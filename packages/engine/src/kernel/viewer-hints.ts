/** Tells those who look at runs that something was committed which they show. */

import type { KernelObserver } from "../ports/kernel-observer.js";
import type { WakeUps } from "../ports/wake-ups.js";

/** An observer that does what `observer` does, and sends a hint with it. */
export function hintingViewers(observer: KernelObserver, wakeUps: WakeUps): KernelObserver {
  const hint = () => wakeUps.send("events");
  return {
    workAppeared(work) {
      observer.workAppeared?.(work);
      hint();
    },
    stageEnded: (facts) => observer.stageEnded?.(facts),
    runEnded(facts) {
      observer.runEnded?.(facts);
      hint();
    },
    batchWritten(facts) {
      observer.batchWritten?.(facts);
      hint();
    },
    aiCallEnded: (facts) => observer.aiCallEnded?.(facts),
    budgetUsedUp: (budget) => observer.budgetUsedUp?.(budget),
  };
}
