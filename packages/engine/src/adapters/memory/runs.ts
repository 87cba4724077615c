/** Runs: created, claimed, moved on. Every update bumps the version. */

import { fingerprintOrNull } from "../../domain/error-fingerprint.js";
import { AlreadyExistsError, NotFoundError, StaleVersionError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import { encodeDocument } from "../../domain/json-document.js";
import type { WorkflowRunRecord } from "../../domain/records.js";
import type { Status } from "../../domain/status.js";
import {
  storableDate,
  storableId,
  storableInt32,
  storableInteger,
  storableNumber,
  storableText,
} from "../../domain/storable.js";
import type { RunMove, RunState } from "../../ports/engine-persistence.js";
import type { CreateRunInput, UpdateRunInput } from "../../ports/workflow-persistence.js";
import {
  converted,
  dateOf,
  dateOrNull,
  documentOf,
  documentOrNull,
  dollars,
  given,
  toDocumentOrNull,
  toIdOrNull,
  toTextOrNull,
  toTimeOrNull,
} from "./columns.js";
import type { Moment } from "./database.js";
import { compareText } from "./order.js";
import type { RunRow } from "./rows.js";
import { ALL, isLive } from "./tables.js";

export function createRun(moment: Moment, data: CreateRunInput): WorkflowRunRecord {
  return insert(moment, toRow(data, moment.now));
}

/** All or none. */
export function createRuns(moment: Moment, inputs: readonly CreateRunInput[]): WorkflowRunRecord[] {
  const rows = inputs.map((data) => toRow(data, moment.now));
  refuseTwins(rows);
  return rows.map((row) => insert(moment, row));
}

/** One id twice within a call: named before those that exist already, as the databases do. */
function refuseTwins(rows: readonly RunRow[]): void {
  const seen = new Set<string>();
  for (const { id } of rows) {
    if (seen.has(id)) throw new AlreadyExistsError("run", id);
    seen.add(id);
  }
}

function insert({ tables }: Moment, row: RunRow): WorkflowRunRecord {
  if (tables.runs.get(row.id)) throw new AlreadyExistsError("run", row.id);
  return toRun(tables.runs.put(row));
}

function toRow(data: CreateRunInput, now: number): RunRow {
  return {
    id: storableId("run id", data.id ?? newId()),
    createdAt: now,
    updatedAt: now,
    version: 1,
    workflowId: storableId("workflowId", data.workflowId),
    workflowName: storableText(data.workflowName),
    workflowType: storableId("workflowType", data.workflowType),
    status: "PENDING",
    startedAt: null,
    completedAt: null,
    duration: null,
    input: encodeDocument(data.input ?? null),
    output: null,
    config: encodeDocument(data.config ?? {}),
    totalCost: 0,
    totalTokens: 0,
    priority: storableInt32("priority", data.priority ?? 5),
    metadata: toDocumentOrNull(data.metadata),
    attempt: 0,
    errorMessage: null,
    errorCode: null,
    fingerprint: null,
    definitionHash: toIdOrNull("definitionHash", data.definitionHash),
    parentRunId: toIdOrNull("parentRunId", data.parentRunId),
    openStages: 0,
  };
}

export function updateRun({ tables, now }: Moment, id: string, data: UpdateRunInput): void {
  const fields = given(fieldsOf(data));
  const row = tables.runs.get(id);
  if (!row) throw new NotFoundError("run", id);
  const { expectedVersion: expected } = data;
  if (expected !== undefined && expected !== row.version)
    throw new StaleVersionError("run", id, expected, row.version);
  tables.runs.put(changed(row, fields, now));
}

/** Writes only while the run has one of these statuses, and the expected version if one is given. */
export function moveRun(
  { tables, now }: Moment,
  id: string,
  from: readonly Status[],
  data: UpdateRunInput,
): boolean {
  const fields = given(fieldsOf(data));
  const row = tables.runs.get(id);
  if (!row || !from.includes(row.status)) return false;
  if (data.expectedVersion !== undefined && data.expectedVersion !== row.version) return false;
  tables.runs.put(changed(row, fields, now));
  return true;
}

/** {@link moveRun} for several. Returns the ids of those written, in input order. */
export function moveRuns(moment: Moment, moves: readonly RunMove[]): string[] {
  const written = moves.filter(({ id, from, data }) => moveRun(moment, id, from, data));
  return [...new Set(written.map(({ id }) => id))];
}

const changed = (row: RunRow, fields: Partial<RunRow>, now: number): RunRow => ({
  ...row,
  version: row.version + 1,
  updatedAt: Math.max(row.updatedAt, now),
  ...fields,
});

/** Checked before the row is looked for: a value that cannot be stored is refused wherever it was to go. */
const fieldsOf = (data: UpdateRunInput) => ({
  status: data.status,
  startedAt: converted(data.startedAt, (at) => toTimeOrNull("startedAt", at)),
  completedAt: converted(data.completedAt, (at) => toTimeOrNull("completedAt", at)),
  duration: converted(data.duration, (ms) => (ms === null ? null : storableInteger("duration", ms))),
  output: converted(data.output, toDocumentOrNull),
  // There is no run without a sum: clearing one is zero.
  totalCost: converted(data.totalCost, (cost) => storableNumber("totalCost", cost ?? 0)),
  totalTokens: converted(data.totalTokens, (count) => storableInteger("totalTokens", count ?? 0)),
  attempt: converted(data.attempt, (attempt) => storableInt32("attempt", attempt ?? 0)),
  openStages: converted(data.openStages, (count) => storableInt32("openStages", count ?? 0)),
  errorMessage: converted(data.errorMessage, toTextOrNull),
  errorCode: converted(data.errorCode, toTextOrNull),
  fingerprint: converted(data.errorMessage, (message) => fingerprintOrNull(toTextOrNull(message))),
  definitionHash: converted(data.definitionHash, (hash) => toIdOrNull("definitionHash", hash)),
  input: converted(data.input, encodeDocument),
  config: converted(data.config, encodeDocument),
});

export function getRun({ tables }: Moment, id: string): WorkflowRunRecord | null {
  const row = tables.runs.get(id);
  return row ? toRun(row) : null;
}

export function getRunState({ tables }: Moment, id: string): RunState | null {
  const row = tables.runs.get(id);
  return row ? toRunState(row) : null;
}

/** In the order of their ids. */
export function getRunStates(moment: Moment, ids: readonly string[]): RunState[] {
  return [...new Set(ids)].sort(compareText).flatMap((id) => getRunState(moment, id) ?? []);
}

export function getRunStatus({ tables }: Moment, id: string): Status | null {
  return tables.runs.get(id)?.status ?? null;
}

/** Oldest first. */
export function getRunsByStatus({ tables }: Moment, status: Status): WorkflowRunRecord[] {
  return tables.runs.in("status", status).map(toRun);
}

/**
 * RUNNING runs that nothing will move on: no live job, no suspended stage with a due time, and nothing written about
 * them after `since`.
 */
export function getStuckRuns({ tables, now }: Moment, since: Date): WorkflowRunRecord[] {
  const after = storableDate("stuckSince", since).getTime();
  const isStuck = (run: RunRow): boolean =>
    run.updatedAt <= after &&
    !tables.jobs.in("run", run.id).some((job) => isLive(job) || job.updatedAt > after) &&
    !tables.stages
      .in("run", run.id)
      .some(
        (stage) =>
          stage.supersededAt === null &&
          ((stage.status === "SUSPENDED" && stage.nextPollAt !== null) || stage.updatedAt > after),
      ) &&
    !tables.logs.in("run", run.id).some((log) => log.createdAt > after && log.createdAt <= now) &&
    !tables.artifacts.in("run", run.id).some((artifact) => artifact.updatedAt > after) &&
    !tables.annotations.in("run", run.id).some((annotation) => annotation.createdAt > after);
  return tables.runs.in("status", "RUNNING").filter(isStuck).map(toRun);
}

export function claimPendingRun(moment: Moment, id: string): boolean {
  const row = moment.tables.runs.get(id);
  if (row?.status !== "PENDING") return false;
  start(moment, row);
  return true;
}

export function claimNextPendingRun(moment: Moment): WorkflowRunRecord | null {
  const [row] = claim(moment, { limit: 1 });
  return row ? toRun(row) : null;
}

export function claimPendingRuns(moment: Moment, options: ClaimRuns): RunState[] {
  return claim(moment, options).map(toRunState);
}

interface ClaimRuns {
  readonly limit: number;
  readonly workflowIds?: readonly string[];
}

/** Highest priority, then oldest, then id. */
function claim(moment: Moment, { limit, workflowIds }: ClaimRuns): RunRow[] {
  const chosen: RunRow[] = [];
  for (const row of moment.tables.runs.in("claim", ALL)) {
    if (chosen.length >= limit) break;
    if (workflowIds === undefined || workflowIds.includes(row.workflowId)) chosen.push(row);
  }
  return chosen.map((row) => start(moment, row));
}

const start = ({ tables, now }: Moment, row: RunRow): RunRow =>
  tables.runs.put({
    ...row,
    status: "RUNNING",
    startedAt: now,
    updatedAt: Math.max(row.updatedAt, now),
    version: row.version + 1,
  });

/** @throws {NotFoundError} for a run that is not stored here */
export function mustHaveRun({ tables }: Moment, runId: string): void {
  if (!tables.runs.get(runId)) throw new NotFoundError("run", runId);
}

const toRun = (row: RunRow): WorkflowRunRecord => ({
  id: row.id,
  createdAt: dateOf(row.createdAt),
  updatedAt: dateOf(row.updatedAt),
  version: row.version,
  workflowId: row.workflowId,
  workflowName: row.workflowName,
  workflowType: row.workflowType,
  status: row.status,
  startedAt: dateOrNull(row.startedAt),
  completedAt: dateOrNull(row.completedAt),
  duration: row.duration,
  input: documentOf(row.input),
  output: documentOrNull(row.output),
  config: documentOf(row.config),
  totalCost: dollars(row.totalCost),
  totalTokens: row.totalTokens,
  priority: row.priority,
  metadata: documentOrNull(row.metadata),
});

const toRunState = (row: RunRow): RunState => ({
  ...toRun(row),
  attempt: row.attempt,
  errorMessage: row.errorMessage,
  errorCode: row.errorCode,
  definitionHash: row.definitionHash,
  parentRunId: row.parentRunId,
  openStages: row.openStages,
});
