/** Whether a worker still gives signs of life. */

import type { WorkerView } from "@stageline/engine/read";

/** Heartbeats that may be missed before a worker is late, and before it counts as gone. */
const LATE_BEATS = 2;
const GONE_BEATS = 6;

export type Liveness = "alive" | "late" | "gone" | "stopped";

export function livenessOf({ heartbeatAt, heartbeatMs, stoppedAt }: WorkerView, now: number): Liveness {
  if (stoppedAt !== null) return "stopped";
  const silentMs = now - heartbeatAt.getTime();
  if (silentMs <= LATE_BEATS * heartbeatMs) return "alive";
  return silentMs <= GONE_BEATS * heartbeatMs ? "late" : "gone";
}

/** Those that work or may be about to. */
export const aliveOf = (workers: readonly WorkerView[], now: number): readonly WorkerView[] =>
  workers.filter((worker) => ["alive", "late"].includes(livenessOf(worker, now)));

export const slotsOf = (workers: readonly WorkerView[]): number =>
  workers.reduce((sum, { slots }) => sum + slots, 0);
