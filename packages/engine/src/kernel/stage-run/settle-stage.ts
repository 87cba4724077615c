/**
 * Second of the two short transactions: the outcome, its annotations, events and AI calls, the job, and what follows
 * in the run, all or nothing, fenced by the lease token.
 */

import { backoffMs } from "../../domain/backoff.js";
import type { AnyStage } from "../../domain/definition/stage.js";
import type { StoredWorkflow } from "../../domain/workflow-shape.js";
import type { StoreScope } from "../../ports/kernel-store.js";
import { advance } from "../advance.js";
import { stageEvent } from "../events.js";
import type { Failure } from "../failure.js";
import type { KernelContext } from "../kernel-context.js";
import type { AnnotationBuffer } from "./annotation-buffer.js";
import type { LiveReport } from "./live-report.js";
import type { StartedStage } from "./started-stage.js";

export type Settled = "completed" | "failed" | "retrying" | "dropped";

interface Settlement {
  readonly shape: StoredWorkflow;
  readonly definition: AnyStage;
  readonly started: StartedStage;
  readonly annotations: AnnotationBuffer;
  readonly report: LiveReport;
  readonly outcome:
    | { readonly kind: "completed"; readonly output: unknown }
    | { readonly kind: "failed"; readonly failure: Failure };
}

/** @throws {LeaseLostError} if somebody else holds the job; nothing is written then */
export function settleStage(kernel: KernelContext, settlement: Settlement): Promise<Settled> {
  const { started, annotations, report, outcome, shape } = settlement;
  const { stage, job } = started;
  const now = kernel.clock.now();
  return kernel.store.transaction(async (scope) => {
    const { persistence, jobs } = scope;
    const run = await persistence.lockRun(started.run.id);
    await report.drain(scope);
    if (run === null || run.status !== "RUNNING") {
      // The run was cancelled while the body worked: what it cost is kept, what it says is not.
      await jobs.fenceOff(started.run.id, [stage.stageId], stage.attempt + 1);
      return "dropped";
    }
    const settled =
      outcome.kind === "completed"
        ? await complete(scope, settlement, outcome.output, now)
        : await fail(scope, settlement, outcome.failure, now);
    await persistence.appendAnnotations(annotations.all());
    if (settled !== "retrying") await advance(scope, run, shape, { now, causationId: job.jobId });
    return settled;
  });
}

async function complete(
  { persistence, jobs }: StoreScope,
  { started: { stage, job, startedAt, run } }: Settlement,
  output: unknown,
  now: Date,
): Promise<Settled> {
  await jobs.complete(job.jobId, job.leaseToken);
  const duration = now.getTime() - startedAt.getTime();
  await persistence.moveStage(stage.id, ["RUNNING"], {
    status: "COMPLETED",
    completedAt: now,
    duration,
    outputData: output,
    progress: 1,
  });
  const facts = { runId: run.id, occurredAt: now, causationId: job.jobId };
  await persistence.appendOutboxEvents([
    stageEvent("stage:completed", facts, stage, { durationMs: duration }),
  ]);
  return "completed";
}

async function fail(
  { persistence, jobs }: StoreScope,
  { started: { stage, job, startedAt, run }, definition }: Settlement,
  { code, message, isRetryable }: Failure,
  now: Date,
): Promise<Settled> {
  const isRetried = isRetryable && job.attempt < job.maxAttempts;
  const retryInMs = backoffMs(job.attempt, definition.retry);
  await jobs.fail(job.jobId, message, isRetried, job.leaseToken, retryInMs);
  const facts = { runId: run.id, occurredAt: now, causationId: job.jobId };
  if (isRetried) {
    await persistence.moveStage(stage.id, ["RUNNING"], {
      status: "PENDING",
      errorMessage: message,
      errorCode: code,
    });
    const retryAt = new Date(now.getTime() + retryInMs).toISOString();
    await persistence.appendOutboxEvents([
      stageEvent("stage:retrying", facts, stage, { delivery: job.attempt, error: message, retryAt }),
    ]);
    return "retrying";
  }
  await persistence.moveStage(stage.id, ["RUNNING"], {
    status: "FAILED",
    completedAt: now,
    duration: now.getTime() - startedAt.getTime(),
    errorMessage: message,
    errorCode: code,
  });
  await persistence.appendOutboxEvents([
    stageEvent("stage:failed", facts, stage, { delivery: job.attempt, error: message, code }),
  ]);
  return "failed";
}
