/** Finds outcomes that one statement can write: a success with nothing to say beside its output. */

import { decodeDocument, encodeDocument } from "../../domain/json-document.js";
import type { BegunStage } from "../../ports/begun-stage.js";
import type { Follows, PlainSuccess, TakenStage } from "../../ports/hot-path.js";
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
  const follows = followsOf(settlement, outcome.output);
  return {
    jobId: job.jobId,
    leaseToken: job.leaseToken,
    runId: run.id,
    workflowId: run.workflowId,
    runAttempt: run.attempt,
    priority: run.priority,
    stageRecordId: stage.id,
    executionGroup: stage.executionGroup,
    completedAt: endedAt,
    duration: durationOf(settlement),
    output: outcome.output,
    event: completedEvent(settlement),
    follows,
    takesNext: isOneAfterOne(settlement, follows) ? (settlement.next?.wish() ?? "never") : "never",
  };
}

/** Then all that the next stage gets is known here: what this one got, and what it gave. */
const isOneAfterOne = ({ shape, begun: { stage } }: Settlement, follows: Follows): boolean =>
  groupAt(shape, stage.executionGroup)?.stages.length === 1 &&
  follows.kind === "group" &&
  follows.group.stages.length === 1;

/** The stage that was made and begun with the outcome of the one before it. */
export function begunNext({ begun, shape, outcome }: Settlement, taken: TakenStage): BegunStage | undefined {
  const { run, stage, earlier } = begun;
  const [next] = groupAt(shape, stage.executionGroup + 1)?.stages ?? [];
  if (next === undefined || outcome.kind !== "completed") return undefined;
  // As it would come from the database.
  const output = decodeDocument(encodeDocument(outcome.output ?? null));
  return {
    run: { ...run, input: undefined },
    stage: {
      id: taken.stageRecordId,
      stageId: next.id,
      stageName: next.name,
      stageNumber: next.number,
      executionGroup: stage.executionGroup + 1,
      attempt: taken.job.stageAttempt,
    },
    job: taken.job,
    startedAt: taken.startedAt,
    earlier: [...earlier, { stageId: stage.stageId, executionGroup: stage.executionGroup, output }],
  };
}

function followsOf({ shape, begun: { run, stage, job }, endedAt }: Settlement, output: unknown): Follows {
  const next = groupAt(shape, stage.executionGroup + 1);
  if (next !== undefined) return { kind: "group", group: plannedGroup(next, run.config) };
  const isAlone = groupAt(shape, stage.executionGroup)?.stages.length === 1;
  return {
    kind: "end",
    output: isAlone ? { kind: "given", value: output } : { kind: "gathered" },
    duration: Math.max(0, endedAt.getTime() - run.startedAt.getTime()),
    event: runEvent(
      "workflow:completed",
      { runId: run.id, occurredAt: endedAt, causationId: job.jobId },
      { attempt: run.attempt },
    ),
  };
}
