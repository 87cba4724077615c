/** A failed run that has one word in everything that may be withheld from viewers, and another in what may not. */

import type { Store } from "@stageline/engine/store";

export const WORKFLOW = "licence-review";
export const STAGE = "inventory";

export interface CanaryRun {
  readonly runId: string;
  /** Its kind and row id, of everything that may be withheld. */
  readonly payloads: readonly (readonly [kind: string, id: string])[];
  readonly callId: string;
  readonly logId: string;
  /** In prompts, inputs and outputs. */
  readonly withheld: string;
  /** In names and log lines, too. */
  readonly shown: string;
}

export async function writeCanaryRun(store: Store): Promise<CanaryRun> {
  const mark = crypto.randomUUID();
  const withheld = `withheld-${mark}`;
  const shown = `shown-${mark}`;
  const content = { [withheld]: withheld, list: [withheld] };
  const { persistence } = store;
  const { id: runId } = await persistence.createRun({
    workflowId: WORKFLOW,
    workflowName: shown,
    workflowType: WORKFLOW,
    input: content,
    // What a rerun would take.
    config: {},
  });
  const stage = await persistence.createStage({
    workflowRunId: runId,
    stageId: STAGE,
    stageName: shown,
    stageNumber: 1,
    executionGroup: 1,
    status: "RUNNING",
    startedAt: new Date(),
    inputData: content,
    config: content,
  });
  await persistence.updateStage(stage.id, {
    status: "FAILED",
    completedAt: new Date(),
    duration: 100,
    outputData: content,
    errorMessage: shown,
  });
  const of = { workflowRunId: runId, workflowStageId: stage.id };
  await persistence.createLog({ ...of, level: "ERROR", message: shown });
  await persistence.saveArtifact({ ...of, key: shown, type: "ARTIFACT", data: content, size: 100 });
  await persistence.appendAnnotations([
    {
      workflowRunId: runId,
      workflowStageRecordId: stage.id,
      scope: "stage",
      scopeId: STAGE,
      actor: { kind: "model", id: "canary", version: "1" },
      key: "canary",
      value: shown,
      payload: content,
    },
  ]);
  const occurredAt = new Date();
  await persistence.appendOutboxEvents([
    { workflowRunId: runId, eventType: "canary", payload: content, causationId: mark, occurredAt },
  ]);
  await store.aiCalls.write([aiCall(of, withheld)]);
  await persistence.moveRun(runId, ["PENDING"], {
    status: "FAILED",
    startedAt: new Date(),
    completedAt: new Date(),
    duration: 100,
    output: content,
    errorMessage: shown,
  });
  return { runId, withheld, shown, ...(await idsOf(store, runId, stage.id)) };
}

const aiCall = (of: { workflowRunId: string; workflowStageId: string }, withheld: string) => ({
  ...of,
  topic: "canary",
  callType: "text",
  modelKey: "canary",
  modelId: "canary",
  prompt: withheld,
  response: withheld,
  system: withheld,
  reasoning: withheld,
  toolCalls: [{ name: "tool", input: withheld }],
  inputTokens: 1,
  outputTokens: 1,
  cost: 0.01,
  stageId: STAGE,
  attempt: 0,
  provider: "canary",
  status: "COMPLETED" as const,
});

async function idsOf(store: Store, runId: string, stageRecordId: string) {
  const { read } = store;
  const newest = { runId, direction: "after", limit: 1 } as const;
  const [artifact] = await read.artifacts.listByRun(runId);
  const [annotation] = (await read.annotations.list(newest)).rows;
  const [call] = (await read.aiCalls.list(newest)).rows;
  const [event] = await read.events.list({ runId, afterSequence: 0, limit: 1 });
  const [line] = (await read.logs.list(newest)).rows;
  if (!artifact || !annotation || !call || !event || !line) throw new Error("The run is not whole");
  const payloads = [
    ["runInput", runId],
    ["runOutput", runId],
    ["stageInput", stageRecordId],
    ["stageOutput", stageRecordId],
    ["stageConfig", stageRecordId],
    ["artifact", artifact.id],
    ["annotationPayload", annotation.id],
    ["aiCallPrompt", call.id],
    ["aiCallResponse", call.id],
    ["eventPayload", event.id],
  ] as const;
  return { payloads, callId: call.id, logId: line.id };
}
