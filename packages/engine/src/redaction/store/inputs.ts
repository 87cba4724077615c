/** What of a row that is to be written can hold a secret, and of which sort it is. */

import { UnstorableValueError } from "../../domain/errors.js";
import type { CreateAICallInput } from "../../ports/ai-call-logger.js";
import type { StageChange } from "../../ports/engine-persistence.js";
import type {
  CreateAnnotationInput,
  CreateLogInput,
  CreateOutboxEventInput,
  CreateRunInput,
  CreateStageInput,
  SaveArtifactInput,
  UpdateRunInput,
} from "../../ports/workflow-persistence.js";
import type { Redactor } from "../redactor.js";
import { redactMembers } from "./redacted-port.js";

/** @throws {UnstorableValueError} if the run's id holds a secret: whoever gave it would not find the run under another */
export function newRun(redactor: Redactor, run: CreateRunInput): CreateRunInput {
  if (run.id !== undefined && redactor.isSecret(run.id))
    throw new UnstorableValueError("id", "it holds what looks like a secret, such as a key or a password");
  return redactMembers(run, {
    workflowName: (name) => redactor.text(name, "run.workflowName"),
    input: (input) => redactor.data(input, "run.input"),
    config: (config) => redactor.data(config, "run.config"),
    metadata: (metadata) => redactor.record(metadata, "run.metadata"),
    parentRunId: (id) => redactor.id(id),
  });
}

export const runChange = <Change extends UpdateRunInput>(redactor: Redactor, change: Change): Change =>
  redactMembers<UpdateRunInput>(change, {
    input: (input) => redactor.data(input, "run.input"),
    config: (config) => redactor.data(config, "run.config"),
    output: (output) => redactor.data(output, "run.output"),
    errorMessage: (message) => redactor.text(message, "run.error"),
    errorCode: (code) => redactor.text(code, "run.errorCode"),
  }) as Change;

export const newStage = (redactor: Redactor, stage: CreateStageInput): CreateStageInput =>
  redactMembers(stage, {
    stageName: (name) => redactor.text(name, "stage.name"),
    config: (config) => redactor.data(config, "stage.config"),
    inputData: (input) => redactor.data(input, "stage.input"),
  });

export const stageChange = <Change extends StageChange>(redactor: Redactor, change: Change): Change =>
  redactMembers<StageChange>(change, {
    outputData: (output) => redactor.data(output, "stage.output"),
    config: (config) => redactor.data(config, "stage.config"),
    suspendedState: (state) => redactor.data(state, "stage.suspendedState"),
    resumeData: (data) => redactor.data(data, "stage.resumeData"),
    artifacts: (artifacts) => redactor.data(artifacts, "stage.artifacts"),
    metrics: (metrics) => redactor.record(metrics, "stage.metrics"),
    embeddingInfo: (info) => redactor.record(info, "stage.embeddingInfo"),
    errorMessage: (message) => redactor.text(message, "stage.error"),
    errorCode: (code) => redactor.text(code, "stage.errorCode"),
    progressText: (text) => redactor.text(text, "stage.progress"),
  }) as Change;

export const log = <Log extends CreateLogInput>(redactor: Redactor, entry: Log): Log =>
  redactMembers<CreateLogInput>(entry, {
    message: (message) => redactor.text(message, "log.message"),
    metadata: (metadata) => redactor.record(metadata, "log.metadata"),
  }) as Log;

export const artifact = (redactor: Redactor, saved: SaveArtifactInput): SaveArtifactInput =>
  redactMembers(saved, {
    key: (key) => redactor.id(key),
    data: (data) => redactor.data(data, "artifact.data"),
    metadata: (metadata) => redactor.record(metadata, "artifact.metadata"),
  });

export const annotation = (redactor: Redactor, stated: CreateAnnotationInput): CreateAnnotationInput => {
  const id = (text: string) => redactor.id(text);
  return redactMembers(stated, {
    scope: id,
    scopeId: id,
    actor: (actor) => redactMembers(actor, { kind: id, id, version: id }),
    key: id,
    value: (value) => redactor.record(value, "annotation.value"),
    payload: (payload) => redactor.record(payload, "annotation.payload"),
    idempotencyKey: id,
  });
};

/** An event is caused by a job or a command, which may have an idempotency key of the caller's. */
export const event = (redactor: Redactor, happened: CreateOutboxEventInput): CreateOutboxEventInput =>
  redactMembers(happened, {
    payload: (payload) => redactor.record(payload, "event.payload"),
    causationId: (id) => redactor.id(id),
  });

export const aiCall = (redactor: Redactor, call: CreateAICallInput): CreateAICallInput => {
  const id = (text: string) => redactor.id(text);
  return redactMembers(call, {
    topic: id,
    callType: id,
    modelKey: id,
    modelId: id,
    provider: id,
    batchId: id,
    prompt: (prompt) => redactor.aiText(prompt, "aiCall.prompt"),
    system: (system) => redactor.aiText(system, "aiCall.system"),
    response: (response) => redactor.aiText(response, "aiCall.response"),
    reasoning: (reasoning) => redactor.aiText(reasoning, "aiCall.reasoning"),
    toolCalls: (calls) => redactor.aiCalls(calls, "aiCall.toolCalls"),
    error: (error) => redactor.text(error, "aiCall.error"),
    finishReason: (reason) => redactor.text(reason, "aiCall.finishReason"),
    metadata: (metadata) => redactor.record(metadata, "aiCall.metadata"),
  });
};
