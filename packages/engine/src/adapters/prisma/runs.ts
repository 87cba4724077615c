/** Runs: read, claimed, moved on. Every update bumps the version, and says what it expects in the same statement. */

import { NotFoundError, StaleVersionError } from "../../domain/errors.js";
import type { WorkflowRunRecord } from "../../domain/records.js";
import type { Status } from "../../domain/status.js";
import { canBeStoredId, storableDate } from "../../domain/storable.js";
import type { RunMove, RunState } from "../../ports/engine-persistence.js";
import type { UpdateRunInput } from "../../ports/workflow-persistence.js";
import {
  dollars,
  fromDocument,
  fromDocumentOrNull,
  instant,
  instantOrNull,
  type Row,
  text,
  textOrNull,
  whole,
  wholeOrNull,
} from "./columns.js";
import type { Db } from "./db.js";
import { assignments, moveRows } from "./row-moves.js";
import { RUNS } from "./run-fields.js";
import { and, empty, raw, sql } from "./sql.js";

/** One row by its primary key. */
export async function updateRun(db: Db, id: string, data: UpdateRunInput): Promise<void> {
  const expected = data.expectedVersion;
  const written = canBeStoredId(id)
    ? await db.execute(sql`
        update workflow_runs set ${assignments(db.dialect, RUNS, data)}
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
    update workflow_runs set ${assignments(db.dialect, RUNS, data)}
    where id = ${id} and ${db.dialect.among(raw("status"), from)}
      ${expected === undefined ? empty : sql`and version = ${expected}`}`);
  return written > 0;
}

/** {@link moveRun} for several in one statement. */
export const moveRuns = (db: Db, moves: readonly RunMove[]): Promise<string[]> => moveRows(db, RUNS, moves);

/** One row by its primary key; `lock` holds it against other writers until the transaction ends. */
export async function getRun(db: Db, id: string, { lock = false } = {}): Promise<RunState | null> {
  if (!canBeStoredId(id)) return null;
  const [row] = await db.read(
    sql`select * from workflow_runs where id = ${id} ${lock ? db.dialect.forNoKeyUpdate : empty}`,
  );
  return row ? toRunState(row) : null;
}

/** Rows by their primary keys, held against other writers until the transaction ends. Locks them in the order of ids. */
export async function lockRuns(db: Db, ids: readonly string[]): Promise<RunState[]> {
  const possible = ids.filter(canBeStoredId);
  if (possible.length === 0) return [];
  const rows = await db.read(sql`
    select * from workflow_runs where ${db.dialect.among(raw("id"), possible)} order by id
    ${db.dialect.forNoKeyUpdate}`);
  return rows.map(toRunState);
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
 * them after `since`; a log from a clock that is ahead says nothing. Walks workflow_runs_live_idx, and for each run left its own rows.
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
      and not exists (select 1 from workflow_logs l where l.workflow_run_id = r.id and l.created_at > ${after}
        and l.created_at <= ${db.dialect.now})
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
export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

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
  openStages: whole(row.open_stages),
});

/** The contract's record of a run. */
export function withoutState({
  attempt: _attempt,
  errorMessage: _errorMessage,
  errorCode: _errorCode,
  definitionHash: _definitionHash,
  parentRunId: _parentRunId,
  openStages: _openStages,
  ...run
}: RunState): WorkflowRunRecord {
  return run;
}
