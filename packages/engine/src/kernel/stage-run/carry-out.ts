/** Runs code of a stage that is held, and settles how it ended. */

import type { AnyStage } from "../../domain/definition/any-stage.js";
import type { WorkflowDefinition } from "../../domain/definition/workflow.js";
import { UnstorableValueError } from "../../domain/errors.js";
import type { BegunStage } from "../../ports/begun-stage.js";
import type { StageEnded } from "../../ports/kernel-observer.js";
import { failureOf } from "../failure.js";
import type { KernelContext } from "../kernel-context.js";
import { inStageSpan } from "../tracing.js";
import { annotationBuffer } from "./annotation-buffer.js";
import { callGate, OPEN_GATE } from "./call-gate.js";
import { liveReport } from "./live-report.js";
import type { Body, BodyOutcome } from "./run-code.js";
import type { Settled, Settlement } from "./settlement.js";
import { stageModels } from "./stage-models.js";

export interface HeldStage extends Pick<Settlement, "begun" | "heldAs" | "pollCount" | "next"> {
  readonly workflow: WorkflowDefinition;
  readonly definition: AnyStage;
  /** Aborts when the outcome is not wanted any more. */
  readonly signal: AbortSignal;
}

/** @returns `abandoned` if the outcome was not wanted any more: the lease is still there */
export async function carryOut(
  kernel: KernelContext,
  { workflow, definition, begun, heldAs, pollCount, next, signal }: HeldStage,
  code: (body: Body) => Promise<BodyOutcome>,
): Promise<Settled | "abandoned"> {
  const { run, stage, job } = begun;
  const report = liveReport(kernel, { runId: run.id, stageRecordId: stage.id, lease: job });
  const annotations = annotationBuffer({
    runId: run.id,
    stageRecordId: stage.id,
    stageId: stage.stageId,
    attempt: stage.attempt,
  });
  const startedAt = performance.now();
  const gate = heldAs === "RUNNING" ? callGate(kernel) : OPEN_GATE;
  const models = stageModels(kernel, { begun, report, gate });
  const work = async () =>
    gate.outcomeOf(await code({ workflow, definition, begun, annotations, report, gate, models, signal }));
  const outcome = await inStageSpan(begun, kernel.workerId, work, kernel.store);
  const ranMs = performance.now() - startedAt;
  await models.finish();
  const rest = await report.finish();
  if (outcome.kind === "abandoned") {
    // What it cost until then is kept, unless the stage is somebody else's by now.
    await kernel.liveReports.add(rest);
    tell(kernel, begun, "abandoned", ranMs);
    return "abandoned";
  }
  const settlement: Settlement = {
    shape: workflow.shape,
    definition,
    begun,
    heldAs,
    ...(pollCount === undefined ? {} : { pollCount }),
    outcome,
    endedAt: kernel.clock.now(),
    annotations: annotations.all(),
    report: rest,
    // What may not be begun is not gone on with either.
    next: kernel.limits.mayBegin(run.workflowId) ? next : undefined,
  };
  const settled = await kernel.settlements.add(settlement).catch((error: unknown) => {
    if (!(error instanceof UnstorableValueError)) throw error;
    // The stage said something that cannot be stored. It fails with the reason, and without what it said.
    const failed = { kind: "failed", failure: failureOf(error) } as const;
    return kernel.settlements.add({ ...settlement, annotations: [], outcome: failed });
  });
  tell(kernel, begun, settled, ranMs);
  return settled;
}

function tell(
  { observer }: KernelContext,
  { run, stage, job, startedAt }: BegunStage,
  outcome: StageEnded["outcome"],
  ranMs: number,
): void {
  observer.stageEnded?.({
    runId: run.id,
    workflowId: run.workflowId,
    stageId: stage.stageId,
    attempt: stage.attempt,
    delivery: job.attempt,
    outcome,
    ranMs,
    waitedMs: Math.max(0, startedAt.getTime() - job.runAt.getTime()),
  });
}
