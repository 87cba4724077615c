/** Rows to start a test from. What a test cares about it gives; the rest is plain. */

import type { Store } from "../adapters/store.js";
import { newId } from "../domain/ids.js";
import type { WorkflowRunRecord, WorkflowStageRecord } from "../domain/records.js";
import { MAX_ID_BYTES } from "../domain/storable.js";
import type { CreateAICallInput } from "../ports/ai-call-logger.js";
import type { EnqueueJobInput } from "../ports/job-queue.js";
import type {
  CreateOutboxEventInput,
  CreateRunInput,
  CreateStageInput,
} from "../ports/workflow-persistence.js";

export const runInput = (overrides: Partial<CreateRunInput> = {}): CreateRunInput => ({
  workflowId: "sample",
  workflowName: "Sample",
  workflowType: "sample",
  input: { text: "hello" },
  ...overrides,
});

export const createRun = (
  store: Store,
  overrides: Partial<CreateRunInput> = {},
): Promise<WorkflowRunRecord> => store.persistence.createRun(runInput(overrides));

export const stageInput = (
  workflowRunId: string,
  overrides: Partial<CreateStageInput> = {},
): CreateStageInput => ({
  workflowRunId,
  stageId: "first",
  stageName: "First",
  stageNumber: 1,
  executionGroup: 1,
  ...overrides,
});

export const createStage = (
  store: Store,
  workflowRunId: string,
  overrides: Partial<CreateStageInput> = {},
): Promise<WorkflowStageRecord> => store.persistence.createStage(stageInput(workflowRunId, overrides));

/** Of a run that need not exist: a queue may serve another persistence. */
export const jobInput = (overrides: Partial<EnqueueJobInput> = {}): EnqueueJobInput => ({
  workflowRunId: newId(),
  workflowId: "sample",
  stageId: "first",
  ...overrides,
});

export const eventInput = (
  workflowRunId: string,
  overrides: Partial<CreateOutboxEventInput> = {},
): CreateOutboxEventInput => ({
  workflowRunId,
  eventType: "stage:completed",
  payload: { n: 1 },
  causationId: "test",
  occurredAt: new Date("2026-01-02T03:04:05.678Z"),
  ...overrides,
});

export const aiCallInput = (overrides: Partial<CreateAICallInput> = {}): CreateAICallInput => ({
  topic: "workflow.sample.run.r1.stage.first",
  callType: "generate",
  modelKey: "openai:gpt-4o-mini",
  modelId: "gpt-4o-mini",
  prompt: "question",
  response: "answer",
  inputTokens: 10,
  outputTokens: 5,
  cost: 0.001,
  ...overrides,
});

/** `count` values of `make(0)`, `make(1)`, … */
export const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A name of the greatest size, in characters of three bytes that no index can compress; another for every `seed`. */
export function longName(seed: number): string {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 0x4e00 + ((state >>> 17) % 0x5000);
  };
  return String.fromCharCode(...times(Math.floor(MAX_ID_BYTES / 3), next));
}
