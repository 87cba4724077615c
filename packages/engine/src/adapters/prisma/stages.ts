/** Stages: one current row per (run, stage); superseded attempts stay and are not seen here. */

import { AlreadyExistsError, NotFoundError, StaleVersionError } from "../../domain/errors.js";
import type { WorkflowStageRecord } from "../../domain/records.js";
import type { Status } from "../../domain/status.js";
import {
  canBeStoredId,
  storableDate,
  storableInt32,
  storableInteger,
  storableNumber,
} from "../../domain/storable.js";
import type { StageUsage } from "../../ports/engine-persistence.js";
import type {
  CreateStageInput,
  UpdateStageInput,
  UpsertStageInput,
} from "../../ports/workflow-persistence.js";
import {
  fromDocumentOrNull,
  instant,
  instantOrNull,
  type Row,
  text,
  textOrNull,
  whole,
  wholeOrNull,
} from "./columns.js";
import { failedAs } from "./database-error.js";
import type { Db } from "./db.js";
import type { Dialect } from "./dialect/dialect.js";
import { assignments } from "./row-moves.js";
import { empty, raw, type Sql, sql } from "./sql.js";
import { COLUMNS, insertInto, toColumns } from "./stage-columns.js";
import { STAGES } from "./stage-fields.js";

/** Inserts a stage of an existing run; a foreign key's lock keeps the run from being deleted meanwhile. */
export async function createStage(db: Db, data: CreateStageInput): Promise<WorkflowStageRecord> {
  const [row] = await db.write(sql`${insertion(db.dialect, data)} on conflict do nothing returning *`);
  if (row) return toStage(row);
  await mustHaveRun(db, data.workflowRunId);
  throw new AlreadyExistsError("stage", `${data.workflowRunId}/${data.stageId}`);
}

/**
 * Inserts the current row of (run, stage) or updates it: one statement over workflow_stages_current_key.
 *
 * @throws {AlreadyExistsError} when it is to be inserted and a rerun has replaced a row of the same attempt
 */
export async function upsertStage(db: Db, data: UpsertStageInput): Promise<WorkflowStageRecord> {
  const { workflowRunId, stageId, update } = data;
  const expected = update.expectedVersion;
  const attempt = storableInt32("attempt", data.create.attempt ?? 0);
  const writing = db.write(sql`
    ${insertion(db.dialect, { ...data.create, workflowRunId, stageId })}
      and (exists (select 1 from workflow_stages where ${current(workflowRunId, stageId)})
        or not exists (select 1 from workflow_stages
          where workflow_run_id = ${workflowRunId} and stage_id = ${stageId} and attempt = ${attempt}))
    on conflict (workflow_run_id, stage_id) where superseded_at is null
    do update set ${assignments(db.dialect, STAGES, update)}
    ${expected === undefined ? empty : sql`where workflow_stages.version = ${expected}`}
    returning *`);
  const [row] = await writing.catch((error: unknown) => {
    // Replaced by a rerun while we looked. The condition above sees it before: an error would end the transaction.
    if (failedAs(error, "unique"))
      throw new AlreadyExistsError("stage", `${workflowRunId}/${stageId}`, { cause: error });
    throw error;
  });
  if (row) return toStage(row);
  await mustHaveRun(db, workflowRunId);
  const found = await getStage(db, workflowRunId, stageId);
  if (!found || expected === undefined) throw new AlreadyExistsError("stage", `${workflowRunId}/${stageId}`);
  throw new StaleVersionError("stage", found.id, expected, found.version);
}

/** Of one row, if its run exists. More conditions may follow. */
const insertion = (dialect: Dialect, data: CreateStageInput): Sql => sql`
  ${insertInto(dialect)} from ${dialect.rows("t", COLUMNS, [toColumns(data)])}
  where exists (select 1 from workflow_runs where id = t.run_id)`;

/** One row by its primary key. */
export async function updateStage(db: Db, id: string, data: UpdateStageInput): Promise<void> {
  const written = canBeStoredId(id) ? await write(db, sql`id = ${id}`, data) : 0;
  if (written > 0) return;
  refuse(id, data, canBeStoredId(id) ? await getStageById(db, id) : null);
}

/** The current row of (run, stage), by workflow_stages_current_key. */
export async function updateStageByRunAndStageId(
  db: Db,
  runId: string,
  stageId: string,
  data: UpdateStageInput,
): Promise<void> {
  const storable = canBeStoredId(runId) && canBeStoredId(stageId);
  const written = storable ? await write(db, current(runId, stageId), data) : 0;
  if (written > 0) return;
  refuse(`${runId}/${stageId}`, data, await getStage(db, runId, stageId));
}

/** Compare-and-set on the status of one row by its primary key. */
export async function moveStage(
  db: Db,
  id: string,
  from: readonly Status[],
  data: UpdateStageInput,
): Promise<boolean> {
  if (!canBeStoredId(id)) return false;
  return (await write(db, sql`id = ${id} and ${db.dialect.among(raw("status"), from)}`, data)) > 0;
}

const write = (db: Db, which: Sql, data: UpdateStageInput): Promise<number> =>
  db.execute(sql`
    update workflow_stages set ${assignments(db.dialect, STAGES, data)}
    where ${which} ${data.expectedVersion === undefined ? empty : sql`and version = ${data.expectedVersion}`}`);

function refuse(id: string, { expectedVersion }: UpdateStageInput, found: WorkflowStageRecord | null): never {
  if (!found || expectedVersion === undefined) throw new NotFoundError("stage", id);
  throw new StaleVersionError("stage", found.id, expectedVersion, found.version);
}

const current = (runId: string, stageId: string) =>
  sql`workflow_run_id = ${runId} and stage_id = ${stageId} and superseded_at is null`;

/** By workflow_stages_current_key. */
export async function getStage(db: Db, runId: string, stageId: string): Promise<WorkflowStageRecord | null> {
  if (!canBeStoredId(runId) || !canBeStoredId(stageId)) return null;
  const [row] = await db.read(sql`select * from workflow_stages where ${current(runId, stageId)}`);
  return row ? toStage(row) : null;
}

/** By its primary key: also a row that a rerun has replaced. */
export async function getStageById(db: Db, id: string): Promise<WorkflowStageRecord | null> {
  if (!canBeStoredId(id)) return null;
  const [row] = await db.read(sql`select * from workflow_stages where id = ${id}`);
  return row ? toStage(row) : null;
}

/** Current rows by group, then number. Walks workflow_stages_attempt_key, as do the three below. */
export async function getStagesByRun(
  db: Db,
  runId: string,
  { status, orderBy = "asc" }: { status?: Status; orderBy?: "asc" | "desc" } = {},
): Promise<WorkflowStageRecord[]> {
  return orderedStages(db, runId, status === undefined ? empty : sql`and status = ${status}`, orderBy);
}

export async function getFirstSuspendedStageReadyToResume(db: Db, runId: string) {
  return first(
    await orderedStages(
      db,
      runId,
      sql`and status = 'SUSPENDED' and next_poll_at is null`,
      "asc",
      sql`limit 1`,
    ),
  );
}

export async function getFirstFailedStage(db: Db, runId: string) {
  return first(await orderedStages(db, runId, sql`and status = 'FAILED'`, "asc", sql`limit 1`));
}

export async function getLastCompletedStage(db: Db, runId: string, beforeGroup?: number) {
  const below = beforeGroup === undefined ? empty : sql`and execution_group < ${beforeGroup}`;
  return first(await orderedStages(db, runId, sql`and status = 'COMPLETED' ${below}`, "desc", sql`limit 1`));
}

async function orderedStages(
  db: Db,
  runId: string,
  condition: Sql,
  direction: "asc" | "desc",
  limit: Sql = empty,
): Promise<WorkflowStageRecord[]> {
  if (!canBeStoredId(runId)) return [];
  const way = raw(direction === "desc" ? "desc" : "asc");
  const rows = await db.read(sql`
    select * from workflow_stages where workflow_run_id = ${runId} and superseded_at is null ${condition}
    order by execution_group ${way}, stage_number ${way}, id ${way} ${limit}`);
  return rows.map(toStage);
}

const first = (stages: readonly WorkflowStageRecord[]): WorkflowStageRecord | null => stages[0] ?? null;

/** Due ones, soonest first. Walks workflow_stages_poll_idx. */
export async function getSuspendedStages(db: Db, before: Date): Promise<WorkflowStageRecord[]> {
  const due = db.dialect.time(storableDate("beforeDate", before));
  const rows = await db.read(sql`
    select * from workflow_stages ${db.dialect.walk("workflow_stages_poll_idx")}
    where status = 'SUSPENDED' and superseded_at is null and next_poll_at <= ${due}
    order by next_poll_at, id`);
  return rows.map(toStage);
}

/** Its logs go with it; artifacts and annotations stay without it: the foreign keys see to both. */
export async function deleteStage(db: Db, id: string): Promise<void> {
  const deleted = canBeStoredId(id) ? await db.execute(sql`delete from workflow_stages where id = ${id}`) : 0;
  if (deleted === 0) throw new NotFoundError("stage", id);
}

/** Current rows of the later groups become history. Returns them as they were. */
export async function supersedeStages(
  db: Db,
  runId: string,
  fromGroup: number,
): Promise<WorkflowStageRecord[]> {
  if (!canBeStoredId(runId)) return [];
  const { now } = db.dialect;
  return db.transaction(async (tx) => {
    const which = sql`workflow_run_id = ${runId} and superseded_at is null and execution_group >= ${fromGroup}`;
    const rows = await tx.read(sql`
      select * from workflow_stages where ${which} order by execution_group, stage_number, id
      ${db.dialect.forNoKeyUpdate}`);
    await tx.execute(sql`
      update workflow_stages set superseded_at = ${now}, updated_at = ${now}, version = version + 1 where ${which}`);
    return rows.map(toStage);
  });
}

/** The highest attempt of each stage, replaced rows included. Walks workflow_stages_attempt_key. */
export async function getStageAttempts(db: Db, runId: string): Promise<Record<string, number>> {
  if (!canBeStoredId(runId)) return {};
  const rows = await db.read(sql`
    select stage_id, max(attempt) as attempt from workflow_stages where workflow_run_id = ${runId} group by stage_id`);
  return Object.fromEntries(rows.map((row) => [text(row.stage_id), whole(row.attempt)]));
}

/**
 * Adds cost and tokens to runs, then to their stages, as every writer takes them, both in id order, so that two
 * callers cannot wait for each other. The database adds up, as it does so without drift.
 * Versions stay: what something cost is no decision that a later writer has to know of.
 */
export async function addUsage(db: Db, usage: readonly StageUsage[]): Promise<void> {
  if (usage.length === 0) return;
  const spent = (idOf: (item: StageUsage) => string) =>
    usage
      .map((item) => ({
        id: idOf(item),
        cost: storableNumber("costUsd", item.costUsd),
        tokens: storableInteger("tokens", item.tokens),
      }))
      .filter(({ id }) => canBeStoredId(id));
  const runs = spent((item) => item.workflowRunId);
  const stages = spent((item) => item.stageRecordId);
  await db.transaction(async (tx) => {
    await add(tx, { table: "workflow_runs", cost: "total_cost", tokens: "total_tokens" }, runs);
    await add(tx, { table: "workflow_stages", cost: "cost", tokens: "tokens" }, stages);
  });
}

const SPENT = { id: "text", cost: "real", tokens: "bigint" } as const;

async function add(
  tx: Db,
  { table, cost, tokens }: { table: string; cost: string; tokens: string },
  spent: readonly { id: string; cost: number; tokens: number }[],
): Promise<void> {
  const { dialect } = tx;
  await tx.execute(sql`
    update ${raw(table)} set
      ${raw(cost)} = ${dialect.addDollars(raw(`${table}.${cost}`), raw("u.cost"))},
      ${raw(tokens)} = ${raw(`${table}.${tokens}`)} + u.tokens
    from (
      select t.id, ${dialect.sumDollars(raw("t.cost"))} as cost, cast(sum(t.tokens) as bigint) as tokens
      from ${dialect.rows("t", SPENT, spent)} group by t.id order by t.id
    ) as u where ${raw(table)}.id = u.id and ${dialect.lockedInOrder(
      table,
      spent.map(({ id }) => id),
    )}`);
}

/** @throws {NotFoundError} for a run that is not stored here */
export async function mustHaveRun(db: Db, runId: string): Promise<void> {
  const [row] = await db.read(sql`select 1 as found from workflow_runs where id = ${runId}`);
  if (!row) throw new NotFoundError("run", runId);
}

export const toStage = (row: Row): WorkflowStageRecord => ({
  id: text(row.id),
  createdAt: instant(row.created_at),
  updatedAt: instant(row.updated_at),
  version: whole(row.version),
  workflowRunId: text(row.workflow_run_id),
  stageId: text(row.stage_id),
  stageName: text(row.stage_name),
  stageNumber: whole(row.stage_number),
  executionGroup: whole(row.execution_group),
  attempt: whole(row.attempt),
  status: text(row.status) as Status,
  startedAt: instantOrNull(row.started_at),
  completedAt: instantOrNull(row.completed_at),
  duration: wholeOrNull(row.duration),
  inputData: fromDocumentOrNull(row.input_data),
  outputData: fromDocumentOrNull(row.output_data),
  config: fromDocumentOrNull(row.config),
  suspendedState: fromDocumentOrNull(row.suspended_state),
  resumeData: fromDocumentOrNull(row.resume_data),
  nextPollAt: instantOrNull(row.next_poll_at),
  pollInterval: wholeOrNull(row.poll_interval),
  maxWaitUntil: instantOrNull(row.max_wait_until),
  metrics: fromDocumentOrNull(row.metrics),
  embeddingInfo: fromDocumentOrNull(row.embedding_info),
  errorMessage: textOrNull(row.error_message),
});
