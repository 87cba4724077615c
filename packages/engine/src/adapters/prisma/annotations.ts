/** Facts that somebody or something stated about a run. */

import { newId } from "../../domain/ids.js";
import { encodeDocument } from "../../domain/json-document.js";
import type { WorkflowAnnotationRecord } from "../../domain/records.js";
import { canBeStoredId, storableDate, storableId, storableInt32 } from "../../domain/storable.js";
import type { AnnotationFilters, CreateAnnotationInput } from "../../ports/workflow-persistence.js";
import {
  fromDocument,
  fromDocumentOrNull,
  instant,
  type Row,
  text,
  textOrNull,
  toDocumentOrNull,
  whole,
} from "./columns.js";
import type { Db } from "./db.js";
import { distinctOwners, refuseMissing } from "./logs.js";
import { appendOutboxEvents } from "./outbox.js";
import { and, empty, type Sql, sql } from "./sql.js";

/**
 * Inserts all or none, in their order; of rows with one idempotency key the first ever stays and the others are
 * passed over. The events asked for are written for inserted rows only, in the same transaction.
 */
export async function appendAnnotations(db: Db, inputs: readonly CreateAnnotationInput[]): Promise<void> {
  if (inputs.length === 0) return;
  const rows = inputs.map(toColumns);
  if (!inputs.some((input) => input.emitEvent)) {
    await insert(db, rows);
    return;
  }
  await db.transaction(async (tx) => {
    const insertedAt = await insert(tx, rows);
    const events = rows.flatMap((row, index) => {
      const input = inputs[index];
      const at = insertedAt.get(row.id);
      return input?.emitEvent && at ? [annotationCreated(row.id, input, at)] : [];
    });
    await appendOutboxEvents(tx, events);
  });
}

type Columns = ReturnType<typeof toColumns>;

const idOrNull = (field: string, value: string | null | undefined) =>
  value == null ? null : storableId(field, value);

const toColumns = (input: CreateAnnotationInput) => ({
  id: newId(),
  run_id: storableId("workflowRunId", input.workflowRunId),
  stage_id: idOrNull("workflowStageRecordId", input.workflowStageRecordId),
  attempt: storableInt32("attempt", input.attempt ?? 0),
  scope: storableId("scope", input.scope),
  scope_id: idOrNull("scopeId", input.scopeId),
  actor_kind: idOrNull("actor.kind", input.actor?.kind),
  actor_id: idOrNull("actor.id", input.actor?.id),
  actor_version: idOrNull("actor.version", input.actor?.version),
  key: storableId("key", input.key),
  value: encodeDocument(input.value),
  payload: toDocumentOrNull(input.payload),
  idempotency_key: idOrNull("idempotencyKey", input.idempotencyKey),
});

/** Returns the ids of the inserted rows and when they were created. One statement over workflow_annotations_once_key. */
async function insert(db: Db, rows: readonly Columns[]): Promise<Map<string, Date>> {
  const { dialect } = db;
  const columns = {
    id: "text",
    run_id: "text",
    stage_id: "text",
    attempt: "integer",
    scope: "text",
    scope_id: "text",
    actor_kind: "text",
    actor_id: "text",
    actor_version: "text",
    key: "text",
    value: "text",
    payload: "text",
    idempotency_key: "text",
  } as const;
  const missing = sql`select o.run_id, o.stage_id
    from ${dialect.rows("o", { run_id: "text", stage_id: "text" }, distinctOwners(rows))}
    where not exists (select 1 from workflow_runs r where r.id = o.run_id)
      or (o.stage_id is not null and not exists (select 1 from workflow_stages s where s.id = o.stage_id))`;
  const inserted = await db.write(sql`
    insert into workflow_annotations (id, created_at, workflow_run_id, workflow_stage_record_id, attempt, scope, scope_id,
      actor_kind, actor_id, actor_version, key, value, payload, idempotency_key)
    select t.id, ${dialect.now}, t.run_id, t.stage_id, t.attempt, t.scope, t.scope_id, t.actor_kind, t.actor_id,
      t.actor_version, t.key, t.value, t.payload, t.idempotency_key
    from ${dialect.rows("t", columns, rows)}
    where not exists (${missing})
    on conflict (workflow_run_id, key, idempotency_key) do nothing
    returning id, created_at`);
  if (inserted.length === 0) {
    const [lost] = await db.read(sql`${missing} limit 1`);
    if (lost) await refuseMissing(db, textOrNull(lost.run_id), textOrNull(lost.stage_id));
  }
  return new Map(inserted.map((row) => [text(row.id), instant(row.created_at)]));
}

function annotationCreated(id: string, input: CreateAnnotationInput, at: Date) {
  return {
    workflowRunId: input.workflowRunId,
    eventType: "annotation:created",
    payload: {
      type: "annotation:created",
      timestamp: at,
      workflowRunId: input.workflowRunId,
      annotationId: id,
      workflowStageRecordId: input.workflowStageRecordId ?? null,
      attempt: input.attempt ?? 0,
      scope: input.scope,
      scopeId: input.scopeId ?? null,
      actor: input.actor ?? null,
      key: input.key,
      value: input.value,
    },
    causationId: id,
    occurredAt: at,
  };
}

/** Oldest first. Walks workflow_annotations_run_idx. */
export async function listAnnotations(
  db: Db,
  runId: string,
  filters: AnnotationFilters = {},
): Promise<WorkflowAnnotationRecord[]> {
  if (!canBeStoredId(runId)) return [];
  const conditions = matching(db, filters);
  if (conditions === undefined) return [];
  const { limit } = filters;
  const rows = await db.read(sql`
    select * from workflow_annotations where ${and([sql`workflow_run_id = ${runId}`, ...conditions])}
    order by created_at, id ${limit === undefined ? empty : sql`limit ${Math.max(0, limit)}`}`);
  return rows.map(toAnnotation);
}

/** `undefined` when a filter names something that cannot be stored, so that nothing can match. */
function matching({ dialect }: Db, filters: AnnotationFilters): Sql[] | undefined {
  const { key, keyPrefix, scope, scopeId, actorId, actorKind, actorVersion, attempt, since, until } = filters;
  const names = [key ?? keyPrefix, scope, scopeId, actorId, actorKind, actorVersion];
  if (names.some((name) => typeof name === "string" && !canBeStoredId(name))) return undefined;
  return [
    ...(key !== undefined ? [sql`key = ${key}`] : keyPrefix ? [startsWith(sql`key`, keyPrefix)] : []),
    ...(scope === undefined ? [] : [sql`scope = ${scope}`]),
    ...(scopeId === undefined ? [] : [scopeId === null ? sql`scope_id is null` : sql`scope_id = ${scopeId}`]),
    ...(actorId === undefined ? [] : [sql`actor_id = ${actorId}`]),
    ...(actorKind === undefined ? [] : [sql`actor_kind = ${actorKind}`]),
    ...(actorVersion === undefined ? [] : [sql`actor_version = ${actorVersion}`]),
    ...(attempt === undefined ? [] : [sql`attempt = ${attempt}`]),
    ...(since === undefined ? [] : [sql`created_at >= ${dialect.time(storableDate("since", since))}`]),
    ...(until === undefined ? [] : [sql`created_at <= ${dialect.time(storableDate("until", until))}`]),
  ];
}

/** Literal and case-sensitive, unlike `like`. */
export const startsWith = (column: Sql, prefix: string): Sql =>
  sql`substr(${column}, 1, ${[...prefix].length}) = ${prefix}`;

const toAnnotation = (row: Row): WorkflowAnnotationRecord => ({
  id: text(row.id),
  createdAt: instant(row.created_at),
  workflowRunId: text(row.workflow_run_id),
  workflowStageRecordId: textOrNull(row.workflow_stage_record_id),
  attempt: whole(row.attempt),
  scope: text(row.scope),
  scopeId: textOrNull(row.scope_id),
  actorKind: textOrNull(row.actor_kind),
  actorId: textOrNull(row.actor_id),
  actorVersion: textOrNull(row.actor_version),
  key: text(row.key),
  value: fromDocument(row.value),
  payload: fromDocumentOrNull(row.payload),
  idempotencyKey: textOrNull(row.idempotency_key),
});
