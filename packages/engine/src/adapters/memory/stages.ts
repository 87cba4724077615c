/** Stages: one current row per (run, stage); rows that a rerun replaced stay, and only `getStageById` sees them here. */

import { AlreadyExistsError, NotFoundError, StaleVersionError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import type { WorkflowStageRecord } from "../../domain/records.js";
import type { Status } from "../../domain/status.js";
import {
  storableDate,
  storableId,
  storableInt32,
  storableInteger,
  storableNumber,
  storableText,
} from "../../domain/storable.js";
import type {
  ReportMark,
  StageChange,
  StageMove,
  StageState,
  StageUsage,
} from "../../ports/engine-persistence.js";
import type {
  CreateStageInput,
  UpdateStageInput,
  UpsertStageInput,
} from "../../ports/workflow-persistence.js";
import {
  converted,
  dateOf,
  dateOrNull,
  documentOrNull,
  given,
  sumOfDollars,
  toDocumentOrNull,
  toTextOrNull,
  toTimeOrNull,
} from "./columns.js";
import type { Moment } from "./database.js";
import { compareText } from "./order.js";
import type { StageRow } from "./rows.js";
import { mustHaveRun } from "./runs.js";
import { ALL, keyOf } from "./tables.js";

export function createStage(moment: Moment, data: CreateStageInput): WorkflowStageRecord {
  return insert(moment, toRow(data, moment.now));
}

/** All or none. */
export function createStages(moment: Moment, inputs: readonly CreateStageInput[]): WorkflowStageRecord[] {
  const rows = inputs.map((data) => toRow(data, moment.now));
  refuseTwins(rows);
  for (const { workflowRunId } of rows) mustHaveRun(moment, workflowRunId);
  return rows.map((row) => insert(moment, row));
}

/** One stage of a run twice within a call: named before those that exist already, as the databases do. */
function refuseTwins(rows: readonly StageRow[]): void {
  const seen = new Set<string>();
  for (const { workflowRunId, stageId } of rows) {
    const key = keyOf(workflowRunId, stageId);
    if (seen.has(key)) throw new AlreadyExistsError("stage", `${workflowRunId}/${stageId}`);
    seen.add(key);
  }
}

function toRow(data: CreateStageInput, now: number): StageRow {
  return {
    id: newId(),
    createdAt: now,
    updatedAt: now,
    version: 1,
    workflowRunId: storableId("workflowRunId", data.workflowRunId),
    stageId: storableId("stageId", data.stageId),
    stageName: storableText(data.stageName),
    stageNumber: storableInt32("stageNumber", data.stageNumber),
    executionGroup: storableInt32("executionGroup", data.executionGroup),
    attempt: storableInt32("attempt", data.attempt ?? 0),
    status: data.status ?? "PENDING",
    startedAt: toTimeOrNull("startedAt", data.startedAt),
    completedAt: null,
    duration: null,
    inputData: toDocumentOrNull(data.inputData),
    outputData: null,
    config: toDocumentOrNull(data.config),
    suspendedState: null,
    resumeData: null,
    nextPollAt: null,
    pollInterval: null,
    maxWaitUntil: null,
    metrics: null,
    embeddingInfo: null,
    artifacts: null,
    errorMessage: null,
    errorCode: null,
    supersededAt: null,
    queuedAt: toTimeOrNull("queuedAt", data.queuedAt),
    suspendedAt: null,
    resumedAt: null,
    pollCount: 0,
    deliveries: 0,
    workerId: null,
    progress: null,
    progressText: null,
    lastReport: null,
    cost: 0,
    tokens: 0,
    outputKey: null,
  };
}

function insert(moment: Moment, row: StageRow): WorkflowStageRecord {
  const { tables } = moment;
  mustHaveRun(moment, row.workflowRunId);
  const isTaken =
    currentStage(moment, row.workflowRunId, row.stageId) !== undefined ||
    tables.stages.in("attempt", keyOf(row.workflowRunId, row.stageId, row.attempt)).length > 0;
  if (isTaken) throw new AlreadyExistsError("stage", `${row.workflowRunId}/${row.stageId}`);
  return toStage(tables.stages.put(row));
}

export function upsertStage(moment: Moment, data: UpsertStageInput): WorkflowStageRecord {
  const { workflowRunId, stageId, update } = data;
  const fields = given(fieldsOf(update));
  const fresh = toRow({ ...data.create, workflowRunId, stageId }, moment.now);
  const row = currentStage(moment, workflowRunId, stageId);
  return row ? toStage(write(moment, row, update, fields)) : insert(moment, fresh);
}

export function updateStage(moment: Moment, id: string, data: UpdateStageInput): void {
  const fields = given(fieldsOf(data));
  const row = moment.tables.stages.get(id);
  if (!row) throw new NotFoundError("stage", id);
  write(moment, row, data, fields);
}

export function updateStageByRunAndStageId(
  moment: Moment,
  runId: string,
  stageId: string,
  data: UpdateStageInput,
): void {
  const fields = given(fieldsOf(data));
  const row = currentStage(moment, runId, stageId);
  if (!row) throw new NotFoundError("stage", `${runId}/${stageId}`);
  write(moment, row, data, fields);
}

/** Writes only while the stage has one of these statuses, and the expected version if one is given. */
export function moveStage(moment: Moment, id: string, from: readonly Status[], data: StageChange): boolean {
  const fields = given(fieldsOf(data));
  const row = moment.tables.stages.get(id);
  if (!row || !from.includes(row.status)) return false;
  if (data.expectedVersion !== undefined && data.expectedVersion !== row.version) return false;
  write(moment, row, data, fields);
  return true;
}

/** {@link moveStage} for several. Returns the ids of those written, in input order. */
export function moveStages(moment: Moment, moves: readonly StageMove[]): string[] {
  const written = moves.filter(({ id, from, data }) => moveStage(moment, id, from, data));
  return [...new Set(written.map(({ id }) => id))];
}

export function markReports({ tables }: Moment, marks: readonly ReportMark[]): string[] {
  return marks.flatMap(({ stageRecordId, marker }) => {
    const row = tables.stages.get(stageRecordId);
    if (row === undefined || row.lastReport === marker) return [];
    tables.stages.put({ ...row, lastReport: marker });
    return [stageRecordId];
  });
}

function write(
  { tables, now }: Moment,
  row: StageRow,
  { expectedVersion: expected }: StageChange,
  fields: Partial<StageRow>,
): StageRow {
  if (expected !== undefined && expected !== row.version)
    throw new StaleVersionError("stage", row.id, expected, row.version);
  return tables.stages.put({
    ...row,
    version: row.version + 1,
    updatedAt: Math.max(row.updatedAt, now),
    ...fields,
  });
}

/** Checked before the row is looked for: a value that cannot be stored is refused wherever it was to go. */
function fieldsOf(data: StageChange) {
  const time = (field: string) => (at: Date | null) => toTimeOrNull(field, at);
  const whole = (field: string) => (value: number | null) =>
    value === null ? null : storableInteger(field, value);
  return {
    status: data.status,
    startedAt: converted(data.startedAt, time("startedAt")),
    completedAt: converted(data.completedAt, time("completedAt")),
    duration: converted(data.duration, whole("duration")),
    outputData: converted(data.outputData, toDocumentOrNull),
    config: converted(data.config, toDocumentOrNull),
    suspendedState: converted(data.suspendedState, toDocumentOrNull),
    resumeData: converted(data.resumeData, toDocumentOrNull),
    nextPollAt: converted(data.nextPollAt, time("nextPollAt")),
    pollInterval: converted(data.pollInterval, whole("pollInterval")),
    maxWaitUntil: converted(data.maxWaitUntil, time("maxWaitUntil")),
    metrics: converted(data.metrics, toDocumentOrNull),
    embeddingInfo: converted(data.embeddingInfo, toDocumentOrNull),
    artifacts: converted(data.artifacts, toDocumentOrNull),
    errorMessage: converted(data.errorMessage, toTextOrNull),
    errorCode: converted(data.errorCode, toTextOrNull),
    queuedAt: converted(data.queuedAt, time("queuedAt")),
    suspendedAt: converted(data.suspendedAt, time("suspendedAt")),
    resumedAt: converted(data.resumedAt, time("resumedAt")),
    // There is no stage without these counts and sums: clearing one is zero.
    pollCount: converted(data.pollCount, (count) => storableInt32("pollCount", count ?? 0)),
    deliveries: converted(data.deliveries, (count) => storableInt32("deliveries", count ?? 0)),
    workerId: converted(data.workerId, toTextOrNull),
    progress: converted(data.progress, (share) =>
      share === null ? null : storableNumber("progress", share),
    ),
    progressText: converted(data.progressText, toTextOrNull),
    cost: converted(data.cost, (cost) => storableNumber("cost", cost ?? 0)),
    tokens: converted(data.tokens, (count) => storableInteger("tokens", count ?? 0)),
  };
}

/** The row of the current attempt of a stage. */
export const currentStage = ({ tables }: Moment, runId: string, stageId: string): StageRow | undefined =>
  tables.stages.in("current", keyOf(runId, stageId))[0];

export function getStage(moment: Moment, runId: string, stageId: string): WorkflowStageRecord | null {
  return stageOrNull(currentStage(moment, runId, stageId));
}

export function getStageById({ tables }: Moment, id: string): WorkflowStageRecord | null {
  return stageOrNull(tables.stages.get(id));
}

/** Current rows by group, then number. */
export function getStagesByRun(
  moment: Moment,
  runId: string,
  { status, orderBy = "asc" }: { status?: Status; orderBy?: "asc" | "desc" } = {},
): WorkflowStageRecord[] {
  const stages = currentStages(moment, runId)
    .filter((stage) => status === undefined || stage.status === status)
    .map(toStage);
  return orderBy === "desc" ? stages.reverse() : stages;
}

/** Current rows by run, group, number. */
export function getStagesOfRuns(moment: Moment, runIds: readonly string[]): WorkflowStageRecord[] {
  return currentStagesOf(moment, runIds).map(toStage);
}

export function getStageStates(moment: Moment, runIds: readonly string[]): StageState[] {
  return currentStagesOf(moment, runIds).map(toStageState);
}

const currentStagesOf = (moment: Moment, runIds: readonly string[]): StageRow[] =>
  [...new Set(runIds)].sort(compareText).flatMap((runId) => currentStages(moment, runId));

export function getFirstSuspendedStageReadyToResume(
  moment: Moment,
  runId: string,
): WorkflowStageRecord | null {
  return stageOrNull(
    currentStages(moment, runId).find((stage) => stage.status === "SUSPENDED" && stage.nextPollAt === null),
  );
}

export function getFirstFailedStage(moment: Moment, runId: string): WorkflowStageRecord | null {
  return stageOrNull(currentStages(moment, runId).find((stage) => stage.status === "FAILED"));
}

export function getLastCompletedStage(
  moment: Moment,
  runId: string,
  beforeGroup = Number.POSITIVE_INFINITY,
): WorkflowStageRecord | null {
  return stageOrNull(
    currentStages(moment, runId).findLast(
      (stage) => stage.status === "COMPLETED" && stage.executionGroup < beforeGroup,
    ),
  );
}

/** By group, then number. Not the table's own list: that one changes with what is written. */
const currentStages = ({ tables }: Moment, runId: string): StageRow[] => [
  ...tables.stages.in("currentOfRun", runId),
];

/** Due ones, soonest first. */
export function getSuspendedStages({ tables }: Moment, before: Date): WorkflowStageRecord[] {
  const latest = storableDate("beforeDate", before).getTime();
  const due: WorkflowStageRecord[] = [];
  for (const row of tables.stages.in("poll", ALL)) {
    if (row.nextPollAt === null || row.nextPollAt > latest) break;
    due.push(toStage(row));
  }
  return due;
}

/** Its logs go with it; artifacts and annotations stay without it. */
export function deleteStage({ tables }: Moment, id: string): void {
  if (!tables.stages.get(id)) throw new NotFoundError("stage", id);
  for (const log of [...tables.logs.in("stage", id)]) tables.logs.delete(log.id);
  for (const artifact of [...tables.artifacts.in("stage", id)])
    tables.artifacts.put({ ...artifact, workflowStageId: null });
  for (const annotation of [...tables.annotations.in("stage", id)])
    tables.annotations.put({ ...annotation, workflowStageRecordId: null });
  tables.stages.delete(id);
}

/** Current rows of the later groups become history. Returns them as they were. */
export function supersedeStages(moment: Moment, runId: string, fromGroup: number): WorkflowStageRecord[] {
  const { tables, now } = moment;
  const replaced = currentStages(moment, runId).filter((stage) => stage.executionGroup >= fromGroup);
  for (const row of replaced) {
    tables.stages.put({
      ...row,
      supersededAt: now,
      updatedAt: Math.max(row.updatedAt, now),
      version: row.version + 1,
    });
  }
  return replaced.map(toStage);
}

/** The highest attempt of each stage, replaced rows included. */
export function getStageAttempts({ tables }: Moment, runId: string): Record<string, number> {
  const attempts = new Map<string, number>();
  for (const { stageId, attempt } of tables.stages.in("run", runId))
    attempts.set(stageId, Math.max(attempt, attempts.get(stageId) ?? attempt));
  return Object.fromEntries(attempts);
}

/** Versions stay: what something cost is no decision that a later writer has to know of. */
export function addUsage({ tables }: Moment, usage: readonly StageUsage[]): void {
  for (const [id, { costs, tokens }] of spent(usage, (item) => item.workflowRunId)) {
    const run = tables.runs.get(id);
    if (!run) continue;
    const totalCost = sumOfDollars([run.totalCost, ...costs]);
    tables.runs.put({ ...run, totalCost, totalTokens: run.totalTokens + tokens });
  }
  for (const [id, { costs, tokens }] of spent(usage, (item) => item.stageRecordId)) {
    const stage = tables.stages.get(id);
    if (!stage) continue;
    const cost = sumOfDollars([stage.cost, ...costs]);
    tables.stages.put({ ...stage, cost, tokens: stage.tokens + tokens });
  }
}

/** Amounts are gathered before they are rounded: many that are too small to count alone may count together. */
function spent(
  usage: readonly StageUsage[],
  idOf: (item: StageUsage) => string,
): Map<string, { readonly costs: number[]; tokens: number }> {
  const perId = new Map<string, { readonly costs: number[]; tokens: number }>();
  for (const item of usage) {
    const sum = perId.get(idOf(item)) ?? { costs: [], tokens: 0 };
    sum.costs.push(storableNumber("costUsd", item.costUsd));
    sum.tokens += storableInteger("tokens", item.tokens);
    perId.set(idOf(item), sum);
  }
  return perId;
}

const stageOrNull = (row: StageRow | undefined): WorkflowStageRecord | null => (row ? toStage(row) : null);

const toStage = (row: StageRow): WorkflowStageRecord => ({
  id: row.id,
  createdAt: dateOf(row.createdAt),
  updatedAt: dateOf(row.updatedAt),
  version: row.version,
  workflowRunId: row.workflowRunId,
  stageId: row.stageId,
  stageName: row.stageName,
  stageNumber: row.stageNumber,
  executionGroup: row.executionGroup,
  attempt: row.attempt,
  status: row.status,
  startedAt: dateOrNull(row.startedAt),
  completedAt: dateOrNull(row.completedAt),
  duration: row.duration,
  inputData: documentOrNull(row.inputData),
  outputData: documentOrNull(row.outputData),
  config: documentOrNull(row.config),
  suspendedState: documentOrNull(row.suspendedState),
  resumeData: documentOrNull(row.resumeData),
  nextPollAt: dateOrNull(row.nextPollAt),
  pollInterval: row.pollInterval,
  maxWaitUntil: dateOrNull(row.maxWaitUntil),
  metrics: documentOrNull(row.metrics),
  embeddingInfo: documentOrNull(row.embeddingInfo),
  errorMessage: row.errorMessage,
});

const toStageState = (row: StageRow): StageState => ({
  id: row.id,
  workflowRunId: row.workflowRunId,
  stageId: row.stageId,
  stageName: row.stageName,
  stageNumber: row.stageNumber,
  executionGroup: row.executionGroup,
  attempt: row.attempt,
  status: row.status,
  createdAt: dateOf(row.createdAt),
  startedAt: dateOrNull(row.startedAt),
  errorMessage: row.errorMessage,
  pollCount: row.pollCount,
});
