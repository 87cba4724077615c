/** What runs keep under a key, among it the outputs of their stages. */

import { NotFoundError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import { encodeDocument } from "../../domain/json-document.js";
import { stageOutputKey } from "../../domain/output-key.js";
import type { WorkflowArtifactRecord } from "../../domain/records.js";
import { storableId, storableInteger } from "../../domain/storable.js";
import type { SaveArtifactInput } from "../../ports/workflow-persistence.js";
import { dateOf, documentOf, documentOrNull, toDocumentOrNull, toIdOrNull } from "./columns.js";
import type { Moment } from "./database.js";
import { mustHaveOwners } from "./logs.js";
import type { ArtifactRow } from "./rows.js";
import { currentStage } from "./stages.js";
import { keyOf } from "./tables.js";

/** Inserts or replaces the artifact of (run, key). Keeps id and createdAt. */
export function saveArtifact(moment: Moment, data: SaveArtifactInput): void {
  save(moment, data, encodeDocument(data.data));
}

function save(moment: Moment, data: Omit<SaveArtifactInput, "data">, encoded: string): void {
  const { tables, now } = moment;
  const runId = storableId("workflowRunId", data.workflowRunId);
  const workflowStageId = toIdOrNull("workflowStageId", data.workflowStageId);
  const key = storableId("key", data.key);
  const fields = {
    workflowStageId,
    type: data.type,
    data: encoded,
    size: storableInteger("size", data.size),
    metadata: toDocumentOrNull(data.metadata),
  };
  mustHaveOwners(moment, runId, workflowStageId);
  const existing = find(moment, runId, key);
  if (existing)
    tables.artifacts.put({ ...existing, ...fields, updatedAt: Math.max(existing.updatedAt, now) });
  else
    tables.artifacts.put({
      id: newId(),
      createdAt: now,
      updatedAt: now,
      workflowRunId: runId,
      key,
      ...fields,
    });
}

const find = ({ tables }: Moment, runId: string, key: string): ArtifactRow | undefined =>
  tables.artifacts.in("key", keyOf(runId, key))[0];

/** `undefined` when there is none: a stored null is a value. */
export function loadArtifact(moment: Moment, runId: string, key: string): unknown {
  const row = find(moment, runId, key);
  return row ? documentOf(row.data) : undefined;
}

export function hasArtifact(moment: Moment, runId: string, key: string): boolean {
  return find(moment, runId, key) !== undefined;
}

export function deleteArtifact(moment: Moment, runId: string, key: string): void {
  const row = find(moment, runId, key);
  if (row) moment.tables.artifacts.delete(row.id);
}

/** In the order of their creation. */
export function listArtifacts({ tables }: Moment, runId: string): WorkflowArtifactRecord[] {
  return tables.artifacts.in("run", runId).map((row) => ({
    id: row.id,
    createdAt: dateOf(row.createdAt),
    updatedAt: dateOf(row.updatedAt),
    workflowRunId: row.workflowRunId,
    workflowStageId: row.workflowStageId,
    key: row.key,
    type: row.type,
    data: documentOf(row.data),
    size: row.size,
    metadata: documentOrNull(row.metadata),
  }));
}

/** Row id of the current attempt of a stage. */
export function getStageIdForArtifact(moment: Moment, runId: string, stageId: string): string | null {
  return currentStage(moment, runId, stageId)?.id ?? null;
}

interface StageOutput {
  readonly runId: string;
  readonly workflowType: string;
  readonly stageId: string;
  readonly value: unknown;
}

/**
 * Keeps a stage's output under a key of its own for every attempt, and links artifact and stage. A stage that is not
 * stored here counts as attempt 0.
 */
export function saveStageOutput(moment: Moment, output: StageOutput): string {
  storableId("workflowRunId", output.runId);
  storableId("workflowType", output.workflowType);
  storableId("stageId", output.stageId);
  const stage = currentStage(moment, output.runId, output.stageId);
  return keep(moment, { ...output, attempt: stage?.attempt ?? 0, recordId: stage?.id });
}

/** {@link saveStageOutput} for one row of a stage, current or not. */
export function saveOutputOf(moment: Moment, stageRecordId: string, value: unknown): string {
  const stage = moment.tables.stages.get(stageRecordId);
  const run = stage && moment.tables.runs.get(stage.workflowRunId);
  if (!stage || !run) throw new NotFoundError("stage", stageRecordId);
  const { workflowType, id: runId } = run;
  return keep(moment, {
    runId,
    workflowType,
    stageId: stage.stageId,
    value,
    attempt: stage.attempt,
    recordId: stage.id,
  });
}

function keep(
  moment: Moment,
  output: StageOutput & { readonly attempt: number; readonly recordId: string | undefined },
): string {
  const { runId, workflowType, stageId, attempt, recordId, value } = output;
  const key = stageOutputKey({ workflowType, runId, stageId }, attempt);
  const encoded = encodeDocument(value);
  const size = Buffer.byteLength(encoded);
  save(moment, { workflowRunId: runId, workflowStageId: recordId, key, type: "STAGE_OUTPUT", size }, encoded);
  const stage = recordId === undefined ? undefined : moment.tables.stages.get(recordId);
  if (stage) moment.tables.stages.put({ ...stage, outputKey: key });
  return key;
}
