/** Commands that carry out others: all of it commits together, and is told of once it has. */

import type { KernelObserver } from "../ports/kernel-observer.js";
import type { StoreScope } from "../ports/kernel-store.js";
import type { KernelContext } from "./kernel-context.js";

export interface JoinedContext {
  /** What is carried out with it joins the transaction. */
  readonly context: KernelContext;
  /** Tells the observer what happened; to be called after the commit. */
  tell(): void;
}

/** @param scope of the open transaction */
export function joinedContext(context: KernelContext, scope: StoreScope): JoinedContext {
  const told: ((observer: KernelObserver) => void)[] = [];
  const observer: KernelObserver = {
    workAppeared: (work) => void told.push((to) => to.workAppeared?.(work)),
    stageEnded: (facts) => void told.push((to) => to.stageEnded?.(facts)),
    runEnded: (facts) => void told.push((to) => to.runEnded?.(facts)),
    batchWritten: (facts) => void told.push((to) => to.batchWritten?.(facts)),
    aiCallEnded: (facts) => void told.push((to) => to.aiCallEnded?.(facts)),
    budgetUsedUp: (budget) => void told.push((to) => to.budgetUsedUp?.(budget)),
  };
  return {
    context: {
      ...context,
      store: { ...context.store, ...scope, transaction: (fn) => fn(scope) },
      observer,
    },
    tell() {
      for (const tell of told) tell(context.observer);
    },
  };
}
