/** Builds the `ctx` a stage body gets. */

import type { EmbeddingModelV4, LanguageModelV4 } from "@ai-sdk/provider";
import type { StageContext, StageReference } from "../../domain/definition/stage.js";
import { MissingOutputError } from "../../domain/errors.js";
import type { BegunStage } from "../../ports/begun-stage.js";
import type { KernelContext } from "../kernel-context.js";
import type { AnnotationBuffer } from "./annotation-buffer.js";
import { batchFor } from "./batch-for.js";
import type { CallGate } from "./call-gate.js";
import type { LiveReport } from "./live-report.js";
import { runStorage } from "./run-storage.js";
import type { StageModels } from "./stage-models.js";

interface Parts {
  readonly begun: BegunStage;
  readonly input: unknown;
  readonly config: unknown;
  readonly signal: AbortSignal;
  readonly annotations: AnnotationBuffer;
  readonly report: LiveReport;
  readonly models: StageModels;
  readonly gate: CallGate;
}

export function stageContext(kernel: KernelContext, parts: Parts): StageContext<unknown, unknown> {
  const { begun, input, config, signal, annotations, report, models, gate } = parts;
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
    // One function serves both overloads: it gives back a model of the kind it got.
    ai: ((model: LanguageModelV4 | EmbeddingModelV4 | undefined, options?: { topic?: string }) =>
      models.recorded(model, options?.topic)) as StageContext<unknown, unknown>["ai"],
    batch: (model) => batchFor(kernel, { run, stage, job, signal, report, passes: gate.pass }, model),
  };
}
