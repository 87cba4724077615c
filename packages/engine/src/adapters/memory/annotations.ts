/** Facts that somebody or something stated about a run. */

import { newId } from "../../domain/ids.js";
import { encodeDocument } from "../../domain/json-document.js";
import type { WorkflowAnnotationRecord } from "../../domain/records.js";
import { canBeStoredId, storableDate, storableId, storableInt32 } from "../../domain/storable.js";
import type { AnnotationFilters, CreateAnnotationInput } from "../../ports/workflow-persistence.js";
import { dateOf, documentOf, documentOrNull, toDocumentOrNull, toIdOrNull } from "./columns.js";
import type { Moment } from "./database.js";
import { mustHaveOwners } from "./logs.js";
import { appendOutboxEvents } from "./outbox.js";
import type { AnnotationRow } from "./rows.js";
import { keyOf } from "./tables.js";

/**
 * All or none, in their order; of rows with one idempotency key the first ever stays and the others are passed over.
 * The events asked for are written for inserted rows only.
 */
export function appendAnnotations(moment: Moment, inputs: readonly CreateAnnotationInput[]): void {
  const { tables } = moment;
  const rows = inputs.map((input) => ({ input, row: toRow(input, moment.now) }));
  for (const { row } of rows) mustHaveOwners(moment, row.workflowRunId, row.workflowStageRecordId);
  const inserted = rows.filter(({ row }) => {
    if (isKnown(moment, row)) return false;
    tables.annotations.put(row);
    return true;
  });
  const announced = inserted.filter(({ input }) => input.emitEvent);
  appendOutboxEvents(
    moment,
    announced.map(({ input, row }) => annotationCreated(row, input)),
  );
}

function isKnown({ tables }: Moment, { workflowRunId, key, idempotencyKey }: AnnotationRow): boolean {
  return (
    idempotencyKey !== null &&
    tables.annotations.in("once", keyOf(workflowRunId, key, idempotencyKey)).length > 0
  );
}

const toRow = (input: CreateAnnotationInput, now: number): AnnotationRow => ({
  id: newId(),
  createdAt: now,
  workflowRunId: storableId("workflowRunId", input.workflowRunId),
  workflowStageRecordId: toIdOrNull("workflowStageRecordId", input.workflowStageRecordId),
  attempt: storableInt32("attempt", input.attempt ?? 0),
  scope: storableId("scope", input.scope),
  scopeId: toIdOrNull("scopeId", input.scopeId),
  actorKind: toIdOrNull("actor.kind", input.actor?.kind),
  actorId: toIdOrNull("actor.id", input.actor?.id),
  actorVersion: toIdOrNull("actor.version", input.actor?.version),
  key: storableId("key", input.key),
  value: encodeDocument(input.value),
  payload: toDocumentOrNull(input.payload),
  idempotencyKey: toIdOrNull("idempotencyKey", input.idempotencyKey),
});

function annotationCreated(row: AnnotationRow, input: CreateAnnotationInput) {
  const at = dateOf(row.createdAt);
  return {
    workflowRunId: row.workflowRunId,
    eventType: "annotation:created",
    payload: {
      type: "annotation:created",
      timestamp: at,
      workflowRunId: row.workflowRunId,
      annotationId: row.id,
      workflowStageRecordId: row.workflowStageRecordId,
      attempt: row.attempt,
      scope: row.scope,
      scopeId: row.scopeId,
      actor: input.actor ?? null,
      key: row.key,
      value: input.value,
    },
    causationId: row.id,
    occurredAt: at,
  };
}

/** Oldest first. */
export function listAnnotations(
  { tables }: Moment,
  runId: string,
  filters: AnnotationFilters = {},
): WorkflowAnnotationRecord[] {
  const { limit = Number.POSITIVE_INFINITY } = filters;
  return tables.annotations
    .in("run", runId)
    .filter(matching(filters))
    .slice(0, Math.max(0, limit))
    .map(toAnnotation);
}

function matching(filters: AnnotationFilters): (row: AnnotationRow) => boolean {
  const { key, keyPrefix, scope, scopeId, actorId, actorKind, actorVersion, attempt } = filters;
  const since = filters.since && storableDate("since", filters.since).getTime();
  const until = filters.until && storableDate("until", filters.until).getTime();
  const hasName = (row: AnnotationRow): boolean =>
    key === undefined ? startsWith(row.key, keyPrefix) : row.key === key;
  return (row) =>
    hasName(row) &&
    (scope === undefined || row.scope === scope) &&
    (scopeId === undefined || row.scopeId === scopeId) &&
    (actorId === undefined || row.actorId === actorId) &&
    (actorKind === undefined || row.actorKind === actorKind) &&
    (actorVersion === undefined || row.actorVersion === actorVersion) &&
    (attempt === undefined || row.attempt === attempt) &&
    (since === undefined || row.createdAt >= since) &&
    (until === undefined || row.createdAt <= until);
}

/** Literal and case-sensitive. Half a surrogate pair is the start of nothing. */
export const startsWith = (text: string, prefix: string | undefined): boolean =>
  prefix === undefined || (canBeStoredId(prefix) && text.startsWith(prefix));

const toAnnotation = (row: AnnotationRow): WorkflowAnnotationRecord => ({
  id: row.id,
  createdAt: dateOf(row.createdAt),
  workflowRunId: row.workflowRunId,
  workflowStageRecordId: row.workflowStageRecordId,
  attempt: row.attempt,
  scope: row.scope,
  scopeId: row.scopeId,
  actorKind: row.actorKind,
  actorId: row.actorId,
  actorVersion: row.actorVersion,
  key: row.key,
  value: documentOf(row.value),
  payload: documentOrNull(row.payload),
  idempotencyKey: row.idempotencyKey,
});
