/** A stage of either kind, as workflows hold them. */

import type { AsyncBatchStageDefinition } from "./async-batch-stage.js";
import type { StageDefinition } from "./stage.js";

export type AnyStage = StageDefinition | AsyncBatchStageDefinition;

/** Whether the stage may wait for something outside. */
export const isSuspending = (stage: AnyStage): stage is AsyncBatchStageDefinition =>
  "checkCompletion" in stage;
