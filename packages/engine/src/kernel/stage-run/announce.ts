/** Tells the host what a batch of outcomes led to. After the commit, never before. */

import type { Status } from "../../domain/status.js";
import type { KernelContext } from "../kernel-context.js";
import type { Settlement } from "./settlement.js";

export interface Announced {
  /** New jobs that can be claimed. */
  jobs: number;
  /** Milliseconds until jobs that wait before they are tried again. */
  readonly retriesInMs: number[];
  /** Runs that ended, by id. */
  readonly ended: Map<string, Status>;
}

export const nothingNew = (): Announced => ({ jobs: 0, retriesInMs: [], ended: new Map() });

export function announce(
  { observer }: KernelContext,
  { jobs, retriesInMs, ended }: Announced,
  settlements: readonly Settlement[],
): void {
  if (jobs > 0) observer.workAppeared?.({ runs: 0, jobs });
  for (const dueInMs of retriesInMs) observer.workAppeared?.({ runs: 0, jobs: 1, dueInMs });
  if (observer.runEnded === undefined || ended.size === 0) return;
  for (const { begun, endedAt } of settlements) {
    const status = ended.get(begun.run.id);
    if (status === undefined) continue;
    ended.delete(begun.run.id);
    const tookMs = Math.max(0, endedAt.getTime() - begun.run.startedAt.getTime());
    observer.runEnded({ runId: begun.run.id, workflowId: begun.run.workflowId, status, tookMs });
  }
}
