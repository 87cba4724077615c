/** Invariants 2, 6 and 12: how runs end, what keeps them going, and what an end looks like. */

import { isDone, isTerminal, type Status } from "../../domain/status.js";
import type { EventFact, RunFacts, Violation } from "./facts.js";

const ENDING: Readonly<Record<string, Status>> = {
  "workflow:completed": "COMPLETED",
  "workflow:failed": "FAILED",
  "workflow:cancelled": "CANCELLED",
};

/** Events of work; facts that are stated about a run may come after its end. */
const TELLS_OF_WORK = /^stage:(started|completed|failed|suspended|retrying)$/;

export function endOnce({ run, events }: RunFacts): Violation[] {
  const broken = (says: string) => ({ invariant: 2, says });
  const endings = new Map<number, EventFact[]>();
  for (const event of events.filter(({ type }) => ENDING[type] !== undefined)) {
    const attempt = event.attempt ?? run.attempt;
    endings.set(attempt, [...(endings.get(attempt) ?? []), event]);
  }
  const violations: Violation[] = [];
  const isOver = isTerminal(run.status);
  for (let attempt = 0; attempt <= run.attempt; attempt++) {
    const types = (endings.get(attempt) ?? []).map(({ type }) => type);
    const wanted = attempt < run.attempt || isOver ? 1 : 0;
    if (types.length !== wanted) {
      const said = types.length === 0 ? "no terminal event" : `${types.length} terminal events: ${types}`;
      violations.push(broken(`Run ${run.id}, ${run.status}, attempt ${attempt} has ${said}`));
    }
  }
  const last = endings.get(run.attempt)?.at(-1);
  if (isOver && last !== undefined && ENDING[last.type] !== run.status) {
    violations.push(broken(`Run ${run.id} is ${run.status}, its last event says ${last.type}`));
  }
  return [...violations, ...workAfterTheEnd(run.id, events)];
}

function workAfterTheEnd(runId: string, events: readonly EventFact[]): Violation[] {
  let ended: EventFact | undefined;
  const violations: Violation[] = [];
  for (const event of events) {
    if (ENDING[event.type] !== undefined) ended = event;
    else if (event.type === "workflow:rerun") ended = undefined;
    else if (ended !== undefined && TELLS_OF_WORK.test(event.type)) {
      violations.push({
        invariant: 2,
        says: `Run ${runId} has ${event.type} of stage ${event.stageId} (event ${event.sequence}) after ${ended.type} (event ${ended.sequence})`,
      });
    }
  }
  return violations;
}

export function canGoOn({ run, stages, jobs }: RunFacts): Violation[] {
  if (run.status !== "RUNNING") return [];
  const hasJob = jobs.some(({ status }) => !isTerminal(status));
  const current = stages.filter(({ isCurrent }) => isCurrent);
  const isPolled = current.some(({ status, hasNextPoll }) => status === "SUSPENDED" && hasNextPoll);
  const highest = Math.max(0, ...current.map(({ group }) => group));
  const isTransitionPending =
    highest > 0 && current.filter(({ group }) => group === highest).every(({ status }) => isTerminal(status));
  if (hasJob || isPolled || isTransitionPending) return [];
  const seen = current.map(({ stageId, status }) => `${stageId} ${status}`).join(", ") || "no stage";
  return [{ invariant: 6, says: `Run ${run.id} is RUNNING and nothing moves it: ${seen}` }];
}

export function looksAsItEnded({ run, stages }: RunFacts): Violation[] {
  const current = stages.filter(({ isCurrent }) => isCurrent);
  return [
    ...endingOf(`Run ${run.id}`, run),
    ...stages.flatMap((stage) =>
      endingOf(`Stage ${stage.stageId} attempt ${stage.attempt} of run ${run.id}`, stage),
    ),
    ...(run.status === "COMPLETED" ? current.filter(({ status }) => !isDone(status)) : []).map(
      ({ stageId, status }) => ({
        invariant: 12,
        says: `Run ${run.id} is COMPLETED, its stage ${stageId} is ${status}`,
      }),
    ),
  ];
}

function endingOf(
  what: string,
  {
    status,
    hasEnded,
    errorMessage,
  }: { readonly status: Status; readonly hasEnded: boolean; readonly errorMessage: string | null },
): Violation[] {
  const broken = (says: string) => ({ invariant: 12, says: `${what} is ${status} ${says}` });
  if (status === "RUNNING") return hasEnded ? [broken("and has a completedAt")] : [];
  if (status !== "COMPLETED") return [];
  return [
    ...(hasEnded ? [] : [broken("without a completedAt")]),
    ...(errorMessage === null ? [] : [broken(`with the error ${JSON.stringify(errorMessage)}`)]),
  ];
}
