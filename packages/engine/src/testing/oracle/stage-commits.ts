/** Invariants 3, 4, 5 and 10: stages commit once, in the order of their groups, under one lease, a bounded number of times. */

import { isTerminal } from "../../domain/status.js";
import type { Execution, RunFacts, StageFact, Violation } from "./facts.js";
import { counted } from "./grouped.js";

const attemptOf = (stageId: string | null, attempt: number | null) => `stage ${stageId} attempt ${attempt}`;

const COMMITS = /^stage:(completed|failed)$/;

export function commitsOnce(
  { run, stages, events }: RunFacts,
  executions: readonly Execution[],
): Violation[] {
  const broken = (says: string) => ({ invariant: 3, says: `${says} of run ${run.id}` });
  const commits = events.filter(({ type }) => COMMITS.test(type));
  const byAttempt = counted(commits, ({ stageId, attempt }) => attemptOf(stageId, attempt));
  const said = new Set(commits.map(({ type, stageId, attempt }) => `${type} ${attemptOf(stageId, attempt)}`));
  const expected = { COMPLETED: "stage:completed", FAILED: "stage:failed" } as const;
  const ran = new Set(executions.map((each) => `${attemptOf(each.stageId, each.attempt)} ${each.delivery}`));
  const wasCommittedUnseen = ({ stageId, attempt, deliveries, status }: StageFact) =>
    status === "COMPLETED" && ran.size > 0 && !ran.has(`${attemptOf(stageId, attempt)} ${deliveries}`);
  return [
    ...[...byAttempt]
      .filter(([, count]) => count > 1)
      .map(([attempt, count]) => broken(`${count} commits of ${attempt}`)),
    ...stages.flatMap((stage) => {
      if (stage.status !== "COMPLETED" && stage.status !== "FAILED") return [];
      const attempt = attemptOf(stage.stageId, stage.attempt);
      const event = expected[stage.status];
      return said.has(`${event} ${attempt}`) ? [] : [broken(`No ${event} of the ${stage.status} ${attempt}`)];
    }),
    ...stages
      .filter(wasCommittedUnseen)
      .map(({ stageId, attempt, deliveries }) =>
        broken(`Delivery ${deliveries}, which never ran, committed ${attemptOf(stageId, attempt)}`),
      ),
  ];
}

/** Replays the events: a group's stages must be done when one of the next group starts. */
export function groupsInOrder({ run, stages, events }: RunFacts): Violation[] {
  const groupOf = new Map(stages.map(({ stageId, group }) => [stageId, group]));
  // No event tells of a skipped stage.
  const skipped = stages.filter(({ status }) => status === "SKIPPED").map(({ stageId }) => stageId);
  const done = new Set(skipped);
  const violations: Violation[] = [];
  for (const { type, stageId, sequence } of events) {
    const group = stageId === null ? undefined : groupOf.get(stageId);
    if (stageId === null || group === undefined) continue;
    if (type === "stage:completed") done.add(stageId);
    if (type === "workflow:rerun") {
      for (const [id, its] of groupOf) if (its >= group && !skipped.includes(id)) done.delete(id);
    }
    if (type !== "stage:started") continue;
    const open = [...groupOf].filter(([id, its]) => its === group - 1 && !done.has(id)).map(([id]) => id);
    if (open.length > 0) {
      violations.push({
        invariant: 4,
        says: `Stage ${stageId} of group ${group} of run ${run.id} started (event ${sequence}) before ${open.join(" and ")} of group ${group - 1} was done`,
      });
    }
  }
  return violations;
}

/** A worker that was frozen before it began must not begin once its lease has gone to another. */
function begunByLostLeases({ run, events }: RunFacts): Violation[] {
  const latest = new Map<string, number>();
  return events.flatMap(({ type, stageId, attempt, delivery, sequence }) => {
    if (type !== "stage:started" || delivery === null) return [];
    const of = attemptOf(stageId, attempt);
    const before = latest.get(of) ?? 0;
    latest.set(of, Math.max(before, delivery));
    if (before <= delivery) return [];
    const says = `Delivery ${delivery} of ${of} of run ${run.id} began (event ${sequence}) after delivery ${before}`;
    return [{ invariant: 5, says }];
  });
}

export function oneLease(facts: RunFacts, executions: readonly Execution[]): Violation[] {
  const { run, jobs } = facts;
  const live = counted(
    jobs.filter(({ status }) => !isTerminal(status)),
    ({ stageId, stageAttempt }) => attemptOf(stageId, stageAttempt),
  );
  const ran = counted(
    executions,
    ({ stageId, attempt, delivery }) => `delivery ${delivery} of ${attemptOf(stageId, attempt)}`,
  );
  return [
    ...[...live]
      .filter(([, count]) => count > 1)
      .map(([attempt, count]) => ({
        invariant: 5,
        says: `${count} live jobs for ${attempt} of run ${run.id}`,
      })),
    ...[...ran]
      .filter(([, count]) => count > 1)
      .map(([delivery, count]) => ({
        invariant: 5,
        says: `The body ran ${count} times in ${delivery} of run ${run.id}`,
      })),
    ...begunByLostLeases(facts),
  ];
}

export function deliveriesBounded(
  { run, stages, jobs, events }: RunFacts,
  executions: readonly Execution[],
): Violation[] {
  const broken = (says: string) => ({ invariant: 10, says: `${says} of run ${run.id}` });
  const limit = new Map(
    jobs.map(({ stageId, stageAttempt, maxAttempts }) => [attemptOf(stageId, stageAttempt), maxAttempts]),
  );
  const most = (attempt: string) => limit.get(attempt) ?? Number.POSITIVE_INFINITY;
  const ran = counted(executions, ({ stageId, attempt }) => attemptOf(stageId, attempt));
  const told = [
    ...stages.map((stage) => ({ ...stage, delivery: stage.deliveries })),
    ...events.filter(({ type }) => type === "stage:started"),
  ].map(({ stageId, attempt, delivery }) => ({ attempt: attemptOf(stageId, attempt), delivery }));
  return [
    ...jobs
      .filter(({ deliveries, maxAttempts }) => deliveries > maxAttempts)
      .map((job) =>
        broken(
          `Job ${job.id} was delivered ${job.deliveries} times of ${job.maxAttempts}: ${attemptOf(job.stageId, job.stageAttempt)}`,
        ),
      ),
    ...told
      .filter(({ attempt, delivery }) => (delivery ?? 0) > most(attempt))
      .map(({ attempt, delivery }) => broken(`Delivery ${delivery} of ${most(attempt)} in ${attempt}`)),
    ...[...ran]
      .filter(([attempt, count]) => count > most(attempt))
      .map(([attempt, count]) => broken(`${count} executions of ${most(attempt)} of ${attempt}`)),
  ];
}
