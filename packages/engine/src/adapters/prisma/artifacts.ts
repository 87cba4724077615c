/** What runs keep under a key, among it the outputs of their stages. */

import { NotFoundError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import { encodeDocument } from "../../domain/json-document.js";
import { stageOutputKey } from "../../domain/output-key.js";
import type { WorkflowArtifactRecord } from "../../domain/records.js";
import type { ArtifactType } from "../../domain/status.js";
import { canBeStoredId, storableId, storableInteger } from "../../domain/storable.js";
import type { SaveArtifactInput } from "../../ports/workflow-persistence.js";
import {
  fromDocument,
  fromDocumentOrNull,
  instant,
  text,
  textOrNull,
  toDocumentOrNull,
  whole,
} from "./columns.js";
import type { Db } from "./db.js";
import { refuseMissing } from "./logs.js";
import { sql } from "./sql.js";

/** Inserts or replaces the artifact of (run, key): one statement over workflow_artifacts_key. Keeps id and createdAt. */
export async function saveArtifact(db: Db, data: SaveArtifactInput): Promise<void> {
  await saveEncoded(db, data, encodeDocument(data.data));
}

async function saveEncoded(db: Db, data: Omit<SaveArtifactInput, "data">, encoded: string): Promise<void> {
  const { now } = db.dialect;
  const runId = storableId("workflowRunId", data.workflowRunId);
  const stageId = data.workflowStageId == null ? null : storableId("workflowStageId", data.workflowStageId);
  const written = await db.execute(sql`
    insert into workflow_artifacts (id, created_at, updated_at, workflow_run_id, workflow_stage_id, key, type, data,
      size, metadata)
    select ${newId()}, ${now}, ${now}, ${runId}, ${stageId}, ${storableKey(data.key)}, ${data.type}, ${encoded},
      cast(${storableInteger("size", data.size)} as bigint), ${toDocumentOrNull(data.metadata)}
    where exists (select 1 from workflow_runs where id = ${runId})
      and (cast(${stageId} as text) is null or exists (select 1 from workflow_stages where id = ${stageId}))
    on conflict (workflow_run_id, key) do update set updated_at = excluded.updated_at,
      workflow_stage_id = excluded.workflow_stage_id, type = excluded.type, data = excluded.data,
      size = excluded.size, metadata = excluded.metadata`);
  if (written === 0) await refuseMissing(db, runId, stageId);
}

const storableKey = (key: string) => storableId("key", key);

/** By workflow_artifacts_key. `undefined` when there is none: a stored null is a value. */
export async function loadArtifact(db: Db, runId: string, key: string): Promise<unknown> {
  if (!canBeStoredId(runId) || !canBeStoredId(key)) return undefined;
  const [row] = await db.read(
    sql`select data from workflow_artifacts where workflow_run_id = ${runId} and key = ${key}`,
  );
  return row ? fromDocument(row.data) : undefined;
}

export async function hasArtifact(db: Db, runId: string, key: string): Promise<boolean> {
  if (!canBeStoredId(runId) || !canBeStoredId(key)) return false;
  const rows = await db.read(
    sql`select 1 as found from workflow_artifacts where workflow_run_id = ${runId} and key = ${key}`,
  );
  return rows.length > 0;
}

export async function deleteArtifact(db: Db, runId: string, key: string): Promise<void> {
  if (!canBeStoredId(runId) || !canBeStoredId(key)) return;
  await db.execute(sql`delete from workflow_artifacts where workflow_run_id = ${runId} and key = ${key}`);
}

/** In the order of their creation. */
export async function listArtifacts(db: Db, runId: string): Promise<WorkflowArtifactRecord[]> {
  if (!canBeStoredId(runId)) return [];
  const rows = await db.read(
    sql`select * from workflow_artifacts where workflow_run_id = ${runId} order by created_at, id`,
  );
  return rows.map((row) => ({
    id: text(row.id),
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
    workflowRunId: text(row.workflow_run_id),
    workflowStageId: textOrNull(row.workflow_stage_id),
    key: text(row.key),
    type: text(row.type) as ArtifactType,
    data: fromDocument(row.data),
    size: whole(row.size),
    metadata: fromDocumentOrNull(row.metadata),
  }));
}

/** Row id of the current attempt of a stage, by workflow_stages_current_key. */
export async function getStageIdForArtifact(db: Db, runId: string, stageId: string): Promise<string | null> {
  if (!canBeStoredId(runId) || !canBeStoredId(stageId)) return null;
  const [row] = await db.read(sql`
    select id from workflow_stages
    where workflow_run_id = ${runId} and stage_id = ${stageId} and superseded_at is null`);
  return row ? text(row.id) : null;
}

/**
 * Keeps a stage's output under a key of its own for every attempt, and links artifact and stage. A stage that is not
 * stored here counts as attempt 0.
 */
export async function saveStageOutput(
  db: Db,
  output: { runId: string; workflowType: string; stageId: string; value: unknown },
): Promise<string> {
  const { runId, workflowType, stageId, value } = output;
  storableId("workflowRunId", runId);
  storableId("workflowType", workflowType);
  storableId("stageId", stageId);
  return db.transaction(async (tx) => {
    const [stage] = await tx.read(sql`
      select id, attempt from workflow_stages
      where workflow_run_id = ${runId} and stage_id = ${stageId} and superseded_at is null`);
    const attempt = stage ? whole(stage.attempt) : 0;
    return keep(tx, { runId, workflowType, stageId, attempt, recordId: stage && text(stage.id), value });
  });
}

/** {@link saveStageOutput} for one row of a stage, current or not. */
export async function saveOutputOf(db: Db, stageRecordId: string, value: unknown): Promise<string> {
  if (!canBeStoredId(stageRecordId)) throw new NotFoundError("stage", stageRecordId);
  return db.transaction(async (tx) => {
    const [stage] = await tx.read(sql`
      select s.id, s.workflow_run_id, s.stage_id, s.attempt, r.workflow_type
      from workflow_stages s join workflow_runs r on r.id = s.workflow_run_id where s.id = ${stageRecordId}`);
    if (!stage) throw new NotFoundError("stage", stageRecordId);
    return keep(tx, {
      runId: text(stage.workflow_run_id),
      workflowType: text(stage.workflow_type),
      stageId: text(stage.stage_id),
      attempt: whole(stage.attempt),
      recordId: text(stage.id),
      value,
    });
  });
}

interface StageOutput {
  runId: string;
  workflowType: string;
  stageId: string;
  attempt: number;
  recordId: string | undefined;
  value: unknown;
}

async function keep(tx: Db, output: StageOutput): Promise<string> {
  const { runId, workflowType, stageId, attempt, recordId } = output;
  const key = stageOutputKey({ workflowType, runId, stageId }, attempt);
  const encoded = encodeDocument(output.value);
  await saveEncoded(
    tx,
    {
      workflowRunId: runId,
      workflowStageId: recordId,
      key,
      type: "STAGE_OUTPUT",
      size: Buffer.byteLength(encoded),
    },
    encoded,
  );
  if (recordId !== undefined)
    await tx.execute(sql`update workflow_stages set output_key = ${key} where id = ${recordId}`);
  return key;
}
