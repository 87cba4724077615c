/** Finds outcomes that one statement can write: a success with nothing to say beside its output. */

import type { Follows, PlainSuccess } from "../../ports/hot-path.js";
import { runEvent } from "../events.js";
import { plannedGroup } from "../planned-group.js";
import { groupAt } from "../workflow-lookup.js";
import { isEmptyRest } from "./live-report.js";
import { completedEvent, durationOf } from "./outcome-writes.js";
import type { Settlement } from "./settlement.js";

/** @returns undefined for all others */
export function plainSuccess(settlement: Settlement): PlainSuccess | undefined {
  const { outcome, annotations, report, heldAs, begun, endedAt } = settlement;
  const isPlain =
    outcome.kind === "completed" && heldAs === "RUNNING" && annotations.length === 0 && isEmptyRest(report);
  if (!isPlain) return undefined;
  const { run, stage, job } = begun;
  return {
    jobId: job.jobId,
    leaseToken: job.leaseToken,
    runId: run.id,
    workflowId: run.workflowId,
    priority: run.priority,
    stageRecordId: stage.id,
    completedAt: endedAt,
    duration: durationOf(settlement),
    output: outcome.output,
    event: completedEvent(settlement),
    follows: followsOf(settlement, outcome.output),
  };
}

function followsOf({ shape, begun: { run, stage, job }, endedAt }: Settlement, output: unknown): Follows {
  const next = groupAt(shape, stage.executionGroup + 1);
  if (next !== undefined) return { kind: "group", group: plannedGroup(next, run.config) };
  // A parallel group's outputs are spread over its stages' rows.
  if ((groupAt(shape, stage.executionGroup)?.stages.length ?? 0) !== 1) return { kind: "look" };
  return {
    kind: "end",
    output,
    duration: Math.max(0, endedAt.getTime() - run.startedAt.getTime()),
    event: runEvent(
      "workflow:completed",
      { runId: run.id, occurredAt: endedAt, causationId: job.jobId },
      { attempt: run.attempt },
    ),
  };
}
