/** Builds the `ctx` a stage body gets. */

import type { LanguageModelV4 } from "@ai-sdk/provider";
import { recorded } from "../../ai/recorded-model.js";
import type { StageContext, StageReference } from "../../domain/definition/stage.js";
import { DefinitionError, MissingOutputError } from "../../domain/errors.js";
import type { BegunStage } from "../../ports/begun-stage.js";
import type { KernelContext } from "../kernel-context.js";
import type { AnnotationBuffer } from "./annotation-buffer.js";
import type { LiveReport } from "./live-report.js";
import { runStorage } from "./run-storage.js";

interface Parts {
  readonly begun: BegunStage;
  readonly input: unknown;
  readonly config: unknown;
  readonly signal: AbortSignal;
  readonly annotations: AnnotationBuffer;
  readonly report: LiveReport;
}

export function stageContext(kernel: KernelContext, parts: Parts): StageContext<unknown, unknown> {
  const { begun, input, config, signal, annotations, report } = parts;
  const { run, stage, job, earlier } = begun;
  const outputs = new Map(earlier.map(({ stageId, output }) => [stageId, output]));
  const idOf = (stage: string | StageReference<unknown>) => (typeof stage === "string" ? stage : stage.id);
  return {
    runId: run.id,
    workflowId: run.workflowId,
    stageId: stage.stageId,
    attempt: stage.attempt,
    delivery: job.attempt,
    input,
    config,
    signal,
    idempotencyKey: `${run.id}:${stage.stageId}:${stage.attempt}`,
    // One function serves both overloads: the output's type is known to the caller's stage object only.
    require: (<Output>(wanted: string | StageReference<Output>): Output => {
      const id = idOf(wanted);
      if (!outputs.has(id)) throw new MissingOutputError(id);
      return outputs.get(id) as Output;
    }) as StageContext<unknown, unknown>["require"],
    optional: (<Output>(wanted: string | StageReference<Output>): Output | undefined =>
      outputs.get(idOf(wanted)) as Output | undefined) as StageContext<unknown, unknown>["optional"],
    progress: (fraction, message) => report.progress(fraction, message),
    log: (level, message, data) => report.log(level, message, data),
    annotate: annotations.add,
    storage: runStorage(kernel.store.persistence, { runId: run.id, stageRecordId: stage.id }),
    ai: (model, options) => recordedFor(kernel, begun, report, model, options?.topic),
  };
}

function recordedFor(
  kernel: KernelContext,
  { run, stage }: BegunStage,
  report: LiveReport,
  model: LanguageModelV4 | undefined = kernel.model,
  topic?: string,
): LanguageModelV4 {
  if (model === undefined) {
    throw new DefinitionError(
      `Stage ${stage.stageId} calls ctx.ai() without a model, and this worker has no default one`,
    );
  }
  const base = `workflow.${run.workflowId}.run.${run.id}.stage.${stage.stageId}`;
  return recorded(model, {
    origin: {
      topic: topic === undefined ? base : `${base}.${topic}`,
      workflowRunId: run.id,
      workflowId: run.workflowId,
      stageId: stage.stageId,
      workflowStageId: stage.id,
      attempt: stage.attempt,
    },
    record(call) {
      report.aiCall(call);
      kernel.observer.aiCallEnded?.({
        modelKey: call.modelKey,
        status: call.status ?? "COMPLETED",
        inputTokens: call.inputTokens,
        outputTokens: call.outputTokens,
        cost: call.cost,
        latencyMs: call.latencyMs ?? null,
      });
    },
  });
}
