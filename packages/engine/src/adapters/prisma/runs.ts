/** Runs: created, claimed, moved on. Every update bumps the version, and says what it expects in the same statement. */

import { AlreadyExistsError, NotFoundError, StaleVersionError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import { encodeDocument } from "../../domain/json-document.js";
import type { WorkflowRunRecord } from "../../domain/records.js";
import type { Status } from "../../domain/status.js";
import {
  canBeStoredId,
  storableDate,
  storableId,
  storableInt32,
  storableInteger,
  storableNumber,
  storableText,
} from "../../domain/storable.js";
import type { RunState } from "../../ports/engine-persistence.js";
import type { CreateRunInput, UpdateRunInput } from "../../ports/workflow-persistence.js";
import {
  dollars,
  fromDocument,
  fromDocumentOrNull,
  instant,
  instantOrNull,
  type Row,
  text,
  textOrNull,
  toDocumentOrNull,
  whole,
  wholeOrNull,
} from "./columns.js";
import type { Db } from "./db.js";
import type { Dialect } from "./dialect/dialect.js";
import { and, assign, empty, list, raw, type Sql, sql } from "./sql.js";

/** Inserts a run. Waits for a concurrent insert of the same id to commit or roll back. */
export async function createRun(db: Db, data: CreateRunInput): Promise<WorkflowRunRecord> {
  const id = storableId("run id", data.id ?? newId());
  const { now } = db.dialect;
  const [row] = await db.write(sql`
    insert into workflow_runs (id, created_at, updated_at, workflow_id, workflow_name, workflow_type, input, config,
      priority, metadata, parent_run_id, definition_hash)
    values (${id}, ${now}, ${now}, ${storableId("workflowId", data.workflowId)}, ${storableText(data.workflowName)},
      ${storableId("workflowType", data.workflowType)}, ${encodeDocument(data.input ?? null)},
      ${encodeDocument(data.config ?? {})}, ${storableInt32("priority", data.priority ?? 5)},
      ${toDocumentOrNull(data.metadata)}, ${data.parentRunId === undefined ? null : storableId("parentRunId", data.parentRunId)},
      ${data.definitionHash === undefined ? null : storableId("definitionHash", data.definitionHash)})
    on conflict do nothing
    returning *`);
  if (!row) throw new AlreadyExistsError("run", id);
  return toRun(row);
}

/** One row by its primary key. */
export async function updateRun(db: Db, id: string, data: UpdateRunInput): Promise<void> {
  const expected = data.expectedVersion;
  const written = canBeStoredId(id)
    ? await db.execute(sql`
        update workflow_runs set ${list(changes(db.dialect, data))}
        where id = ${id} ${expected === undefined ? empty : sql`and version = ${expected}`}`)
    : 0;
  if (written > 0) return;
  const [found] = canBeStoredId(id)
    ? await db.read(sql`select version from workflow_runs where id = ${id}`)
    : [];
  if (!found || expected === undefined) throw new NotFoundError("run", id);
  throw new StaleVersionError("run", id, expected, whole(found.version));
}

/** Compare-and-set on the status of one row by its primary key. */
export async function moveRun(
  db: Db,
  id: string,
  from: readonly Status[],
  data: UpdateRunInput,
): Promise<boolean> {
  if (!canBeStoredId(id)) return false;
  const { expectedVersion: expected } = data;
  const written = await db.execute(sql`
    update workflow_runs set ${list(changes(db.dialect, data))}
    where id = ${id} and ${db.dialect.among(raw("status"), from)}
      ${expected === undefined ? empty : sql`and version = ${expected}`}`);
  return written > 0;
}

function changes(dialect: Dialect, data: UpdateRunInput): Sql[] {
  const time = (field: string) => (at: Date | null) => dialect.time(at && storableDate(field, at));
  return [
    sql`version = version + 1, updated_at = ${dialect.now}`,
    ...assign("status", data.status),
    ...assign("started_at", data.startedAt, time("startedAt")),
    ...assign("completed_at", data.completedAt, time("completedAt")),
    ...assign(
      "duration",
      data.duration,
      (ms) => sql`${ms === null ? null : storableInteger("duration", ms)}`,
    ),
    ...assign("output", data.output, (output) => sql`${toDocumentOrNull(output)}`),
    // There is no run without a sum: clearing one is zero.
    ...assign("total_cost", data.totalCost, (cost) => sql`${storableNumber("totalCost", cost ?? 0)}`),
    ...assign(
      "total_tokens",
      data.totalTokens,
      (count) => sql`${storableInteger("totalTokens", count ?? 0)}`,
    ),
    ...assign("attempt", data.attempt, (attempt) => sql`${storableInt32("attempt", attempt ?? 0)}`),
    ...assign("error_message", data.errorMessage, (message) => sql`${message && storableText(message)}`),
    ...assign("error_code", data.errorCode, (code) => sql`${code && storableText(code)}`),
    ...assign(
      "definition_hash",
      data.definitionHash,
      (hash) => sql`${hash && storableId("definitionHash", hash)}`,
    ),
    ...assign("input", data.input, (input) => sql`${encodeDocument(input)}`),
    ...assign("config", data.config, (config) => sql`${encodeDocument(config)}`),
  ];
}

/** One row by its primary key; `lock` holds it against other writers until the transaction ends. */
export async function getRun(db: Db, id: string, { lock = false } = {}): Promise<RunState | null> {
  if (!canBeStoredId(id)) return null;
  const [row] = await db.read(
    sql`select * from workflow_runs where id = ${id} ${lock ? db.dialect.forNoKeyUpdate : empty}`,
  );
  return row ? toRunState(row) : null;
}

export async function getRunStatus(db: Db, id: string): Promise<Status | null> {
  if (!canBeStoredId(id)) return null;
  const [row] = await db.read(sql`select status from workflow_runs where id = ${id}`);
  return row ? (text(row.status) as Status) : null;
}

/** Oldest first. Walks workflow_runs_status_idx. */
export async function getRunsByStatus(db: Db, status: Status): Promise<WorkflowRunRecord[]> {
  const rows = await db.read(
    sql`select * from workflow_runs where status = ${status} order by created_at, id`,
  );
  return rows.map(toRun);
}

/**
 * RUNNING runs that nothing will move on: no live job, no suspended stage with a due time, and nothing written about
 * them after `since`. Walks workflow_runs_live_idx up to `since`, and for each run left its own rows.
 */
export async function getStuckRuns(db: Db, since: Date): Promise<WorkflowRunRecord[]> {
  const after = db.dialect.time(storableDate("stuckSince", since));
  const rows = await db.read(sql`
    select r.* from workflow_runs r ${db.dialect.walk("workflow_runs_live_idx")}
    where r.status = 'RUNNING' and r.updated_at <= ${after}
      and not exists (select 1 from job_queue j
        where j.workflow_run_id = r.id and (j.status in ('PENDING', 'RUNNING', 'SUSPENDED') or j.updated_at > ${after}))
      and not exists (select 1 from workflow_stages s
        where s.workflow_run_id = r.id and s.superseded_at is null
          and ((s.status = 'SUSPENDED' and s.next_poll_at is not null) or s.updated_at > ${after}))
      and not exists (select 1 from workflow_logs l where l.workflow_run_id = r.id and l.created_at > ${after})
      and not exists (select 1 from workflow_artifacts a where a.workflow_run_id = r.id and a.updated_at > ${after})
      and not exists (select 1 from workflow_annotations n where n.workflow_run_id = r.id and n.created_at > ${after})
    order by r.created_at, r.id`);
  return rows.map(toRun);
}

/** Compare-and-set PENDING → RUNNING on one row by its primary key. */
export async function claimPendingRun(db: Db, id: string): Promise<boolean> {
  if (!canBeStoredId(id)) return false;
  const { now } = db.dialect;
  const written = await db.execute(sql`
    update workflow_runs set status = 'RUNNING', started_at = ${now}, updated_at = ${now}, version = version + 1
    where id = ${id} and status = 'PENDING'`);
  return written > 0;
}

/**
 * Takes up to `limit` pending runs: highest priority, then oldest, then id. Walks workflow_runs_claim_idx and skips
 * rows that others are claiming.
 */
export async function claimPendingRuns(
  db: Db,
  { limit, workflowIds }: { limit: number; workflowIds?: readonly string[] },
): Promise<RunState[]> {
  if (limit < 1 || workflowIds?.length === 0) return [];
  const { dialect } = db;
  const due = and([
    sql`status = 'PENDING'`,
    ...(workflowIds === undefined
      ? []
      : [dialect.among(raw("workflow_id"), workflowIds.filter(canBeStoredId))]),
  ]);
  const rows = await db.write(sql`
    update workflow_runs
    set status = 'RUNNING', started_at = ${dialect.now}, updated_at = ${dialect.now}, version = version + 1
    where ${dialect.amongSelected(
      raw("id"),
      sql`select id from workflow_runs ${dialect.walk("workflow_runs_claim_idx")} where ${due} order by priority desc, created_at, id limit ${limit} ${dialect.skipLocked}`,
    )}
    returning *`);
  return rows.map(toRunState).sort(byClaimOrder);
}

/** The order in which waiting things are taken. */
export const byClaimOrder = (
  a: { priority: number; createdAt: Date; id: string },
  b: { priority: number; createdAt: Date; id: string },
): number =>
  b.priority - a.priority || a.createdAt.getTime() - b.createdAt.getTime() || compareBytes(a.id, b.id);

/** The order of text in both databases. */
const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export const toRun = (row: Row): WorkflowRunRecord => ({
  id: text(row.id),
  createdAt: instant(row.created_at),
  updatedAt: instant(row.updated_at),
  version: whole(row.version),
  workflowId: text(row.workflow_id),
  workflowName: text(row.workflow_name),
  workflowType: text(row.workflow_type),
  status: text(row.status) as Status,
  startedAt: instantOrNull(row.started_at),
  completedAt: instantOrNull(row.completed_at),
  duration: wholeOrNull(row.duration),
  input: fromDocument(row.input),
  output: fromDocumentOrNull(row.output),
  config: fromDocument(row.config),
  totalCost: dollars(row.total_cost),
  totalTokens: whole(row.total_tokens),
  priority: whole(row.priority),
  metadata: fromDocumentOrNull(row.metadata),
});

const toRunState = (row: Row): RunState => ({
  ...toRun(row),
  attempt: whole(row.attempt),
  errorMessage: textOrNull(row.error_message),
  errorCode: textOrNull(row.error_code),
  definitionHash: textOrNull(row.definition_hash),
  parentRunId: textOrNull(row.parent_run_id),
});

/** The contract's record of a run. */
export function withoutState({
  attempt: _attempt,
  errorMessage: _errorMessage,
  errorCode: _errorCode,
  definitionHash: _definitionHash,
  parentRunId: _parentRunId,
  ...run
}: RunState): WorkflowRunRecord {
  return run;
}
