/** The rows of one execution of a synthetic stage: its calls, and itself with their sums. */

import type { Random } from "./random.js";
import type { RowOf } from "./tables.js";
import type { SyntheticStage, SyntheticWorkflow } from "./workflows.js";

/** Money is counted in these parts of a dollar, so that no sum drifts. */
export const NANO = 1e9;
/** A price per million tokens is so many billionths per token. */
const NANOS_PER_TOKEN = 1_000;

export interface Failure {
  readonly message: string;
  readonly code: string;
  readonly fingerprint: string;
}

export interface StageCourse {
  readonly queueMs: number;
  readonly durationMs: number;
  readonly calls: number;
  readonly attempt: number;
  readonly failure?: Failure;
}

export interface StagePlace {
  readonly workflow: SyntheticWorkflow;
  readonly runId: string;
  readonly stageRecordId: string;
  /** All in ms. */
  readonly queuedAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface StageRows {
  readonly stage: RowOf<"workflow_stages">;
  readonly calls: readonly RowOf<"ai_calls">[];
  readonly nanos: number;
  readonly tokens: number;
}

/** The last call of a stage that failed has failed too, and cost nothing. */
export function stageRows(
  random: Random,
  stage: SyntheticStage,
  course: StageCourse,
  place: StagePlace,
): StageRows {
  const { failure, attempt } = course;
  const { workflow, runId, stageRecordId } = place;
  let nanos = 0;
  let tokens = 0;
  const calls = Array.from({ length: course.calls }, (_, index) => {
    const at = place.startedAt + Math.floor((course.durationMs * (index + 1)) / (course.calls + 1));
    const hasFailed = failure !== undefined && index === course.calls - 1;
    const inputTokens = random.whole(200, 4_000);
    const outputTokens = hasFailed ? 0 : random.whole(20, 900);
    const { model } = stage;
    const cost = hasFailed
      ? 0
      : Math.round((inputTokens * model.input + outputTokens * model.output) * NANOS_PER_TOKEN);
    nanos += cost;
    tokens += inputTokens + outputTokens;
    return {
      id: random.id(at),
      created_at: new Date(at),
      topic: `workflow.${workflow.id}.run.${runId}.stage.${stage.id}`,
      call_type: "text",
      model_key: model.key,
      model_id: model.key,
      prompt: `Synthetic prompt for ${stage.name}: document ${random.whole(1, 999_999)}.`,
      response: hasFailed ? "" : "Synthetic answer.",
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      cost: cost / NANO,
      workflow_run_id: runId,
      workflow_id: workflow.id,
      stage_id: stage.id,
      workflow_stage_id: stageRecordId,
      attempt,
      provider: model.provider,
      status: hasFailed ? "FAILED" : "COMPLETED",
      error: hasFailed ? failure.message : null,
      finish_reason: hasFailed ? null : "stop",
      latency_ms: Math.round(course.durationMs / (course.calls + 1)),
      priced: true,
    };
  });
  return {
    calls,
    nanos,
    tokens,
    stage: {
      id: stageRecordId,
      created_at: new Date(place.queuedAt),
      updated_at: new Date(place.endedAt),
      version: 3,
      workflow_run_id: runId,
      stage_id: stage.id,
      stage_name: stage.name,
      stage_number: stage.number,
      execution_group: stage.group,
      attempt,
      status: failure ? "FAILED" : "COMPLETED",
      queued_at: new Date(place.queuedAt),
      started_at: new Date(place.startedAt),
      completed_at: new Date(place.endedAt),
      duration: course.durationMs,
      input_data: null,
      output_data: failure ? null : JSON.stringify({ stage: stage.id, score: random.whole(0, 100) }),
      error_message: failure?.message ?? null,
      error_code: failure?.code ?? null,
      fingerprint: failure?.fingerprint ?? null,
      superseded_at: null,
      deliveries: failure ? 3 : 1,
      worker_id: `synthetic-worker-${random.whole(1, 8)}`,
      cost: nanos / NANO,
      tokens,
    },
  };
}
