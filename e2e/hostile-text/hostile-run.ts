/** A run whose every field that a page shows is text that nobody expected. Written past the engine's own checks. */

import type { Store } from "@stageline/engine/store";
import { hostileTexts } from "./payloads.js";

/** Rows of each kind in a run: stages, log lines, calls … */
const ROWS = 20;

/** Ids are no longer than 500 characters; with a number they differ. */
const asId = (text: string, index = 0) => `${index} ${text.slice(0, 450)}`;

export interface HostileRun {
  readonly runId: string;
  readonly stageRecordIds: readonly string[];
}

/** @param texts one for each row */
export async function writeHostileRun(
  store: Store,
  texts: readonly string[] = hostileTexts(ROWS),
): Promise<HostileRun> {
  const whole = texts.join("\n");
  const runId = await writeRun(store, whole);
  const stageRecordIds: string[] = [];
  for (const [index, text] of texts.entries())
    stageRecordIds.push(await writeStage(store, { runId, index, text }));
  await store.persistence.moveRun(runId, ["PENDING"], {
    status: "FAILED",
    startedAt: new Date(),
    completedAt: new Date(),
    duration: 1_000,
    output: { [whole]: whole },
    errorMessage: whole,
    errorCode: asId(whole),
  });
  return { runId, stageRecordIds };
}

async function writeRun({ persistence }: Store, text: string): Promise<string> {
  const run = await persistence.createRun({
    workflowId: asId(text),
    workflowName: text,
    workflowType: asId(text),
    input: { [text]: text, list: [text] },
    config: { [text]: text },
    metadata: { [text]: text },
  });
  return run.id;
}

async function writeStage(
  { persistence, aiCalls }: Store,
  { runId, index, text }: { runId: string; index: number; text: string },
): Promise<string> {
  const stage = await persistence.createStage({
    workflowRunId: runId,
    stageId: asId(text, index),
    stageName: text,
    stageNumber: index + 1,
    executionGroup: index + 1,
    status: "RUNNING",
    startedAt: new Date(),
    queuedAt: new Date(),
    inputData: { [text]: text },
    config: { [text]: text },
  });
  await persistence.updateStage(stage.id, {
    status: "FAILED",
    completedAt: new Date(),
    duration: 100,
    outputData: { [text]: text },
    metrics: { [text]: text },
    errorMessage: text,
    errorCode: asId(text),
    progressText: text,
    workerId: asId(text),
  });
  const of = { workflowRunId: runId, workflowStageId: stage.id };
  await persistence.createLog({ ...of, level: "ERROR", message: text, metadata: { [text]: text } });
  await persistence.saveArtifact({
    ...of,
    key: asId(text, index),
    type: "ARTIFACT",
    data: { [text]: text },
    size: text.length,
    metadata: { [text]: text },
  });
  await persistence.appendAnnotations([
    {
      workflowRunId: runId,
      workflowStageRecordId: stage.id,
      scope: "stage",
      scopeId: asId(text),
      actor: { kind: asId(text), id: asId(text), version: asId(text) },
      key: asId(text),
      value: text,
      payload: { [text]: text },
    },
  ]);
  await persistence.appendOutboxEvents([
    {
      workflowRunId: runId,
      eventType: asId(text),
      payload: { [text]: text },
      causationId: asId(text),
      occurredAt: new Date(),
    },
  ]);
  await aiCalls.write([
    {
      ...of,
      topic: asId(text),
      callType: asId(text),
      modelKey: asId(text),
      modelId: asId(text),
      prompt: text,
      response: text,
      inputTokens: 1,
      outputTokens: 1,
      cost: 0.01,
      metadata: { [text]: text },
      stageId: asId(text, index),
      attempt: 0,
      provider: asId(text),
      status: "FAILED",
      error: text,
      finishReason: asId(text),
      system: text,
      reasoning: text,
      toolCalls: [{ name: text, input: text }],
      pricing: { source: text },
    },
  ]);
  return stage.id;
}
