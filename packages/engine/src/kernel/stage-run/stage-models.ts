/** The models of one delivery of a stage: each call they serve is recorded, whatever becomes of it. */

import type { EmbeddingModelV4, LanguageModelV4 } from "@ai-sdk/provider";
import { guarded } from "../../ai/guarded-model.js";
import { recorded } from "../../ai/recorded-model.js";
import type { BegunCall, CallOrigin } from "../../ai/recording.js";
import { DefinitionError, EngineError } from "../../domain/errors.js";
import type { CreateAICallInput } from "../../ports/ai-call-logger.js";
import type { BegunStage } from "../../ports/begun-stage.js";
import type { KernelContext } from "../kernel-context.js";
import type { CallGate } from "./call-gate.js";
import type { LiveReport } from "./live-report.js";

/** Code that was left behind, by a timeout or a lost lease, goes on to call a model: nobody would record it. */
export class StageOverError extends EngineError {
  override readonly name = "StageOverError";
  readonly code = "STAGE_OVER";

  constructor(stageId: string) {
    super(`Stage ${stageId} is over and makes no more calls`);
  }
}

type AnyModel = LanguageModelV4 | EmbeddingModelV4;

export interface StageModels {
  /**
   * The model (default: the worker's), with its calls recorded before their answers are handed on.
   *
   * @throws {DefinitionError} without a model, and the worker has none
   */
  recorded(model: AnyModel | undefined, topic: string | undefined): AnyModel;
  /** Records the calls that are not over as aborted: who asked is gone. To be called before the report is finished. */
  finish(): Promise<void>;
}

interface Parts {
  readonly begun: BegunStage;
  readonly report: LiveReport;
  readonly gate: CallGate;
}

export function stageModels(kernel: KernelContext, { begun, report, gate }: Parts): StageModels {
  const { run, stage } = begun;
  const open = new Set<BegunCall>();
  let isOver = false;
  return {
    recorded(given, addedTopic) {
      const model = given ?? kernel.model;
      if (model === undefined) {
        throw new DefinitionError(
          `Stage ${stage.stageId} calls ctx.ai() without a model, and this worker has no default one`,
        );
      }
      const origin = originOf(begun, addedTopic);
      const made = recorded(model, {
        origin,
        prices: () => kernel.prices.book(),
        began(call) {
          open.add(call);
          void call.recorded.finally(() => open.delete(call));
        },
        record(call) {
          const written = report.aiCall(call);
          kernel.limits.spent(call);
          tell(kernel, call);
          return written;
        },
      });
      // Around the recording: a call that is not made leaves no record.
      const { modelId, provider } = model;
      const { topic } = origin;
      const spending = { workflowId: run.workflowId, modelId, modelKey: `${provider}:${modelId}`, topic };
      return guarded(made, async () => {
        if (isOver) throw new StageOverError(stage.stageId);
        await gate.pass(spending);
      });
    },
    async finish() {
      isOver = true;
      await Promise.all([...open].map((call) => call.abandon("the stage ended before its answer was read")));
    },
  };
}

function originOf({ run, stage }: BegunStage, addedTopic: string | undefined): CallOrigin {
  const base = `workflow.${run.workflowId}.run.${run.id}.stage.${stage.stageId}`;
  return {
    topic: addedTopic === undefined ? base : `${base}.${addedTopic}`,
    workflowRunId: run.id,
    workflowId: run.workflowId,
    stageId: stage.stageId,
    workflowStageId: stage.id,
    attempt: stage.attempt,
  };
}

const tell = ({ observer }: KernelContext, call: CreateAICallInput): void =>
  observer.aiCallEnded?.({
    modelKey: call.modelKey,
    status: call.status ?? "COMPLETED",
    inputTokens: call.inputTokens,
    outputTokens: call.outputTokens,
    cost: call.cost,
    latencyMs: call.latencyMs ?? null,
  });
