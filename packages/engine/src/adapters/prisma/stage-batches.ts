/** Stages of many runs in one statement each. */

import { AlreadyExistsError, NotFoundError } from "../../domain/errors.js";
import type { WorkflowStageRecord } from "../../domain/records.js";
import type { Status } from "../../domain/status.js";
import { canBeStoredId } from "../../domain/storable.js";
import type { ReportMark, StageMove, StageState } from "../../ports/engine-persistence.js";
import type { CreateStageInput } from "../../ports/workflow-persistence.js";
import { instant, instantOrNull, type Row, text, textOrNull, whole } from "./columns.js";
import { failedAs } from "./database-error.js";
import type { Db } from "./db.js";
import { moveRows } from "./row-moves.js";
import { raw, type Sql, sql } from "./sql.js";
import { COLUMNS, insertInto, toColumns } from "./stage-columns.js";
import { STAGES } from "./stage-fields.js";
import { toStage } from "./stages.js";

/** Inserts all or none, run by run in the order of ids. Looks for clashes by the two unique keys of a stage. */
export async function createStages(
  db: Db,
  inputs: readonly CreateStageInput[],
): Promise<WorkflowStageRecord[]> {
  const rows = inputs.map(toColumns);
  const [first] = rows;
  if (first === undefined) return [];
  refuseTwins(rows);
  const { dialect } = db;
  const source = dialect.rows("k", COLUMNS, rows);
  const writing = db.write(sql`
    with t as (select * from ${source})
    ${insertInto(dialect)} from t
    where not exists (${runsMissing(sql`t as w`)}) and not exists (${clashes(sql`t as w`)})
    order by t.run_id, t.stage_id
    returning *`);
  const written = await writing.catch((error: unknown) => {
    // Committed by somebody else while we looked. The conditions above see all others without ending the transaction.
    if (failedAs(error, "unique"))
      throw new AlreadyExistsError("stage", `${first.run_id}/${first.stage_id}`, { cause: error });
    throw error;
  });
  if (written.length > 0) {
    const byId = new Map(written.map((row) => [text(row.id), row]));
    return rows.map(({ id }) => toStage(byId.get(id) as Row)); // all or none
  }
  const [missing] = await db.read(sql`${runsMissing(dialect.rows("w", COLUMNS, rows))} limit 1`);
  if (missing) throw new NotFoundError("run", text(missing.run_id));
  const [taken] = await db.read(sql`${clashes(dialect.rows("w", COLUMNS, rows))} limit 1`);
  const { run_id, stage_id } = taken ?? first;
  throw new AlreadyExistsError("stage", `${text(run_id)}/${text(stage_id)}`);
}

const runsMissing = (rows: Sql): Sql => sql`
  select w.run_id from ${rows} where not exists (select 1 from workflow_runs r where r.id = w.run_id)`;

const clashes = (rows: Sql): Sql => sql`
  select w.run_id, w.stage_id from ${rows} where exists (
    select 1 from workflow_stages s where s.workflow_run_id = w.run_id and s.stage_id = w.stage_id
      and (s.superseded_at is null or s.attempt = w.attempt))`;

/** One stage of a run twice within a call. */
function refuseTwins(rows: readonly { readonly run_id: string; readonly stage_id: string }[]): void {
  const seen = new Set<string>();
  for (const { run_id, stage_id } of rows) {
    const key = JSON.stringify([run_id, stage_id]);
    if (seen.has(key)) throw new AlreadyExistsError("stage", `${run_id}/${stage_id}`);
    seen.add(key);
  }
}

/** Compare-and-set on the status of several rows by their primary keys. */
export const moveStages = (db: Db, moves: readonly StageMove[]): Promise<string[]> =>
  moveRows(db, STAGES, moves);

/** Current rows. Walks workflow_stages_attempt_key, as does the one below. */
export async function getStagesOfRuns(db: Db, runIds: readonly string[]): Promise<WorkflowStageRecord[]> {
  return (await currentRows(db, raw("*"), runIds)).map(toStage);
}

/** Without the columns that may be large, so that PostgreSQL does not even fetch them. */
export async function getStageStates(db: Db, runIds: readonly string[]): Promise<StageState[]> {
  const columns =
    raw(`id, workflow_run_id, stage_id, stage_name, stage_number, execution_group, attempt, status,
    created_at, started_at, error_message, poll_count`);
  return (await currentRows(db, columns, runIds)).map(toStageState);
}

async function currentRows(db: Db, columns: Sql, runIds: readonly string[]): Promise<Row[]> {
  const possible = runIds.filter(canBeStoredId);
  if (possible.length === 0) return [];
  return db.read(sql`
    select ${columns} from workflow_stages
    where ${db.dialect.among(raw("workflow_run_id"), possible)} and superseded_at is null
    order by workflow_run_id, execution_group, stage_number, id`);
}

const toStageState = (row: Row): StageState => ({
  id: text(row.id),
  workflowRunId: text(row.workflow_run_id),
  stageId: text(row.stage_id),
  stageName: text(row.stage_name),
  stageNumber: whole(row.stage_number),
  executionGroup: whole(row.execution_group),
  attempt: whole(row.attempt),
  status: text(row.status) as Status,
  createdAt: instant(row.created_at),
  startedAt: instantOrNull(row.started_at),
  errorMessage: textOrNull(row.error_message),
  pollCount: whole(row.poll_count),
});

/** By primary key; versions stay: that something was reported is no decision that a later writer has to know of. */
export async function markReports(db: Db, marks: readonly ReportMark[]): Promise<string[]> {
  const rows = marks
    .filter(({ stageRecordId }) => canBeStoredId(stageRecordId))
    .map(({ stageRecordId, marker }) => ({ id: stageRecordId, marker }));
  if (rows.length === 0) return [];
  const written = await db.write(sql`
    update workflow_stages set last_report = m.marker
    from (select * from ${db.dialect.rows("t", { id: "text", marker: "text" }, rows)} order by id) as m
    where workflow_stages.id = m.id and workflow_stages.last_report is distinct from m.marker
    returning workflow_stages.id`);
  return written.map((row) => text(row.id));
}
