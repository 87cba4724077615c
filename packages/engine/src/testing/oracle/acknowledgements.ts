/** Invariants 1 and 8: what somebody was told is so, and a key had one effect. */

import { isTerminal, type Status } from "../../domain/status.js";
import type { Acknowledgement, KeyFact, RunFacts, Violation } from "./facts.js";
import { counted } from "./grouped.js";

/** What is remembered of a run once its page is gone. */
export interface RunTrace {
  readonly id: string;
  readonly status: Status;
  /** It waits for a budget, or for a pause to end: that is no fault. */
  readonly isHeld: boolean;
  /** The key that it was created under, if any. */
  readonly createdBy: string | undefined;
}

export const traceOf = ({ run, jobs, events }: RunFacts): RunTrace => ({
  id: run.id,
  status: run.status,
  isHeld: jobs.some(({ status, isHeld }) => status === "PENDING" && isHeld),
  createdBy: events.find(({ type, causationId }) => type === "workflow:created" && causationId !== run.id)
    ?.causationId,
});

export function everyRunIsThere(
  traces: ReadonlyMap<string, RunTrace>,
  acknowledged: readonly Acknowledgement[],
): Violation[] {
  const missing = acknowledged.filter(({ runId }) => !traces.has(runId));
  return missing.map(({ runId }) => ({
    invariant: 1,
    says: `Run ${runId} was acknowledged and does not exist`,
  }));
}

export const everyRunHasEnded = (traces: Iterable<RunTrace>): Violation[] =>
  [...traces]
    .filter(({ status, isHeld }) => !isTerminal(status) && !isHeld)
    .map(({ id, status }) => ({ invariant: 1, says: `Run ${id} has not ended: it is ${status}` }));

export function oneEffectPerKey(
  traces: ReadonlyMap<string, RunTrace>,
  keys: readonly KeyFact[],
  acknowledged: readonly Acknowledgement[],
): Violation[] {
  const broken = (says: string) => ({ invariant: 8, says });
  const creating = keys.filter(({ commandType }) => commandType === "run.create");
  const runOf = new Map(creating.map(({ key, runId }) => [key, runId]));
  const perRun = counted(
    creating.filter(({ runId }) => runId !== null),
    ({ runId }) => runId ?? "",
  );
  const perKey = counted(
    [...traces.values()].filter(({ createdBy }) => createdBy !== undefined && runOf.has(createdBy)),
    ({ createdBy }) => createdBy ?? "",
  );
  return [
    ...[...perKey]
      .filter(([, count]) => count > 1)
      .map(([key, count]) => broken(`${count} runs were created under key ${key}`)),
    ...[...perRun]
      .filter(([, count]) => count > 1)
      .map(([runId, count]) => broken(`${count} keys gave run ${runId}`)),
    ...creating
      .filter(({ runId }) => runId !== null && !traces.has(runId))
      .map(({ key, runId }) => broken(`Key ${key} gave run ${runId}, which does not exist`)),
    ...acknowledged.flatMap(({ runId, idempotencyKey: key }) => {
      if (key === undefined || runOf.get(key) === runId) return [];
      return [broken(`Key ${key} was answered with run ${runId} and stands for ${runOf.get(key) ?? "none"}`)];
    }),
    ...keys
      .filter(({ isCompleted, runId, commandType }) => commandType === "run.create" && isCompleted && !runId)
      .map(({ key }) => broken(`Key ${key} is completed without a run`)),
  ];
}
