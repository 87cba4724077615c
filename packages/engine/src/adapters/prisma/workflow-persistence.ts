/** The contract's persistence over PostgreSQL or SQLite: every method is one function of the file of its noun. */

import type { FailureGroupKey, FailureMark } from "../../domain/failure-mark.js";
import type { SampleSlot } from "../../domain/queue-sample.js";
import type { Status } from "../../domain/status.js";
import type { StoredWorkflow } from "../../domain/workflow-shape.js";
import type { BudgetTarget, Pause, PauseTarget, SetBudget } from "../../ports/budgets.js";
import type { BulkPlace, JudgedItem, NewBulkAction, SettledBulkItem } from "../../ports/bulk-actions.js";
import type {
  DeadEventFilter,
  EnginePersistence,
  LogFilter,
  ReportMark,
  RunMove,
  StageMove,
  StageUsage,
  WorkerAnnouncement,
} from "../../ports/engine-persistence.js";
import type { ClaimEventsOptions, SettledEvents } from "../../ports/outbox.js";
import type { ExpiredLeases } from "../../ports/queue-samples.js";
import type { Prunable } from "../../ports/retention.js";
import type {
  AcquireOptions,
  AnnotationFilters,
  CreateAnnotationInput,
  CreateLogInput,
  CreateOutboxEventInput,
  CreateRunInput,
  CreateStageInput,
  SaveArtifactInput,
  UpdateRunInput,
  UpdateStageInput,
  UpsertStageInput,
} from "../../ports/workflow-persistence.js";
import * as annotations from "./annotations.js";
import * as artifacts from "./artifacts.js";
import * as budgets from "./budgets.js";
import * as bulk from "./bulk-actions.js";
import type { Db } from "./db.js";
import * as definitions from "./definitions.js";
import * as failureMarks from "./failure-marks.js";
import * as idempotency from "./idempotency.js";
import * as logs from "./logs.js";
import * as newRuns from "./new-runs.js";
import * as outbox from "./outbox.js";
import * as deadEvents from "./outbox-dead.js";
import * as publishing from "./outbox-publishing.js";
import * as samples from "./queue/samples.js";
import { matchDeadEvents, matchDeadJobs, matchRuns } from "./read/bulk-actions.js";
import * as retention from "./retention.js";
import * as runs from "./runs.js";
import * as stageBatches from "./stage-batches.js";
import * as stages from "./stages.js";
import * as workers from "./workers.js";

/**
 * Takes a {@link Db}: an open database (`openDatabase(url)`), or the transaction its `transaction` hands out. Closing
 * the database is up to whoever opened it.
 */
export class PrismaWorkflowPersistence implements EnginePersistence {
  constructor(private readonly db: Db) {}

  withTransaction<T>(fn: (tx: EnginePersistence) => Promise<T>): Promise<T> {
    return this.db.transaction((tx) => fn(tx === this.db ? this : new PrismaWorkflowPersistence(tx)));
  }

  // Runs
  async createRun(data: CreateRunInput) {
    return newRuns.createRun(this.db, data);
  }
  async createRuns(inputs: readonly CreateRunInput[]) {
    return newRuns.createRuns(this.db, inputs);
  }
  async updateRun(id: string, data: UpdateRunInput) {
    return runs.updateRun(this.db, id, data);
  }
  async moveRun(id: string, from: readonly Status[], data: UpdateRunInput) {
    return runs.moveRun(this.db, id, from, data);
  }
  async moveRuns(moves: readonly RunMove[]) {
    return runs.moveRuns(this.db, moves);
  }
  async getRun(id: string) {
    const state = await runs.getRun(this.db, id);
    return state && runs.withoutState(state);
  }
  async getRunState(id: string) {
    return runs.getRun(this.db, id);
  }
  async lockRun(id: string) {
    return runs.getRun(this.db, id, { lock: true });
  }
  async lockRuns(ids: readonly string[]) {
    return runs.lockRuns(this.db, ids);
  }
  async getRunStatus(id: string) {
    return runs.getRunStatus(this.db, id);
  }
  async getRunsByStatus(status: Status) {
    return runs.getRunsByStatus(this.db, status);
  }
  async getStuckRuns(stuckSince: Date) {
    return runs.getStuckRuns(this.db, stuckSince);
  }
  async claimPendingRun(id: string) {
    return runs.claimPendingRun(this.db, id);
  }
  async claimNextPendingRun() {
    const [run] = await runs.claimPendingRuns(this.db, { limit: 1 });
    return run ? runs.withoutState(run) : null;
  }
  async claimPendingRuns(options: { limit: number; workflowIds?: readonly string[] }) {
    return runs.claimPendingRuns(this.db, options);
  }

  // Stages
  async createStage(data: CreateStageInput) {
    return stages.createStage(this.db, data);
  }
  async createStages(inputs: readonly CreateStageInput[]) {
    return stageBatches.createStages(this.db, inputs);
  }
  async upsertStage(data: UpsertStageInput) {
    return stages.upsertStage(this.db, data);
  }
  async updateStage(id: string, data: UpdateStageInput) {
    return stages.updateStage(this.db, id, data);
  }
  async updateStageByRunAndStageId(workflowRunId: string, stageId: string, data: UpdateStageInput) {
    return stages.updateStageByRunAndStageId(this.db, workflowRunId, stageId, data);
  }
  async moveStage(id: string, from: readonly Status[], data: UpdateStageInput) {
    return stages.moveStage(this.db, id, from, data);
  }
  async moveStages(moves: readonly StageMove[]) {
    return stageBatches.moveStages(this.db, moves);
  }
  async supersedeStages(runId: string, fromGroup: number) {
    return stages.supersedeStages(this.db, runId, fromGroup);
  }
  async getStage(runId: string, stageId: string) {
    return stages.getStage(this.db, runId, stageId);
  }
  async getStageById(id: string) {
    return stages.getStageById(this.db, id);
  }
  async getStagesByRun(runId: string, options?: { status?: Status; orderBy?: "asc" | "desc" }) {
    return stages.getStagesByRun(this.db, runId, options);
  }
  async getStagesOfRuns(runIds: readonly string[]) {
    return stageBatches.getStagesOfRuns(this.db, runIds);
  }
  async getStageStates(runIds: readonly string[]) {
    return stageBatches.getStageStates(this.db, runIds);
  }
  async getStageAttempts(runId: string) {
    return stages.getStageAttempts(this.db, runId);
  }
  async getSuspendedStages(beforeDate: Date) {
    return stages.getSuspendedStages(this.db, beforeDate);
  }
  async getFirstSuspendedStageReadyToResume(runId: string) {
    return stages.getFirstSuspendedStageReadyToResume(this.db, runId);
  }
  async getFirstFailedStage(runId: string) {
    return stages.getFirstFailedStage(this.db, runId);
  }
  async getLastCompletedStage(runId: string) {
    return stages.getLastCompletedStage(this.db, runId);
  }
  async getLastCompletedStageBefore(runId: string, executionGroup: number) {
    return stages.getLastCompletedStage(this.db, runId, executionGroup);
  }
  async deleteStage(id: string) {
    return stages.deleteStage(this.db, id);
  }
  async markReports(marks: readonly ReportMark[]) {
    return stageBatches.markReports(this.db, marks);
  }
  async addUsage(usage: readonly StageUsage[]) {
    return stages.addUsage(this.db, usage);
  }

  // Logs
  async createLog(data: CreateLogInput) {
    return logs.createLogs(this.db, [data]);
  }
  async createLogs(data: readonly (CreateLogInput & { createdAt?: Date })[]) {
    return logs.createLogs(this.db, data);
  }
  async listLogs(filter?: LogFilter) {
    return logs.listLogs(this.db, filter);
  }

  // Artifacts
  async saveArtifact(data: SaveArtifactInput) {
    return artifacts.saveArtifact(this.db, data);
  }
  async loadArtifact(runId: string, key: string) {
    return artifacts.loadArtifact(this.db, runId, key);
  }
  async hasArtifact(runId: string, key: string) {
    return artifacts.hasArtifact(this.db, runId, key);
  }
  async deleteArtifact(runId: string, key: string) {
    return artifacts.deleteArtifact(this.db, runId, key);
  }
  async listArtifacts(runId: string) {
    return artifacts.listArtifacts(this.db, runId);
  }
  async getStageIdForArtifact(runId: string, stageId: string) {
    return artifacts.getStageIdForArtifact(this.db, runId, stageId);
  }
  async saveStageOutput(runId: string, workflowType: string, stageId: string, output: unknown) {
    return artifacts.saveStageOutput(this.db, { runId, workflowType, stageId, value: output });
  }
  async saveOutputOf(stageRecordId: string, output: unknown) {
    return artifacts.saveOutputOf(this.db, stageRecordId, output);
  }

  // Annotations
  async appendAnnotations(inputs: CreateAnnotationInput[]) {
    return annotations.appendAnnotations(this.db, inputs);
  }
  async listAnnotations(workflowRunId: string, filters?: AnnotationFilters) {
    return annotations.listAnnotations(this.db, workflowRunId, filters);
  }

  // Outbox
  async appendOutboxEvents(events: CreateOutboxEventInput[]) {
    return outbox.appendOutboxEvents(this.db, events);
  }
  async getUnpublishedOutboxEvents(limit?: number) {
    return outbox.getUnpublishedOutboxEvents(this.db, limit);
  }
  async markOutboxEventsPublished(ids: string[]) {
    return outbox.markOutboxEventsPublished(this.db, ids);
  }
  async incrementOutboxRetryCount(id: string) {
    return outbox.incrementOutboxRetryCount(this.db, id);
  }
  async recordOutboxFailure(id: string, error: string) {
    return outbox.recordOutboxFailure(this.db, id, error);
  }
  async moveOutboxEventToDLQ(id: string) {
    return outbox.moveOutboxEventToDLQ(this.db, id);
  }
  async replayDLQEvents(maxEvents: number) {
    return (await deadEvents.replayDeadEvents(this.db, { limit: maxEvents })).length;
  }
  async listDeadEvents(filter?: DeadEventFilter) {
    return deadEvents.listDeadEvents(this.db, filter);
  }
  async replayDeadEvents(filter: DeadEventFilter) {
    return deadEvents.replayDeadEvents(this.db, filter);
  }
  async discardDeadEvents(filter: DeadEventFilter, reason: string, discardedBy?: string) {
    return deadEvents.discardDeadEvents(this.db, filter, reason, discardedBy);
  }
  async claimEvents(options: ClaimEventsOptions) {
    return publishing.claimEvents(this.db, options);
  }
  async settleEvents(settled: readonly SettledEvents[]) {
    return publishing.settleEvents(this.db, settled);
  }
  async waiveEvents(before: Date, limit: number) {
    return publishing.waiveEvents(this.db, before, limit);
  }

  // Idempotency
  async acquireIdempotencyKey(key: string, commandType: string, options?: AcquireOptions) {
    return idempotency.acquireIdempotencyKey(this.db, key, commandType, options);
  }
  async completeIdempotencyKey(key: string, commandType: string, result: unknown) {
    return idempotency.completeIdempotencyKey(this.db, key, commandType, result);
  }
  async releaseIdempotencyKey(key: string, commandType: string) {
    return idempotency.releaseIdempotencyKey(this.db, key, commandType);
  }

  // What is known of workflows and workers
  async saveDefinition(definition: StoredWorkflow, seenBy: string) {
    return definitions.saveDefinition(this.db, definition, seenBy);
  }
  async getDefinition(workflowId: string, contentHash?: string) {
    return definitions.getDefinition(this.db, workflowId, contentHash);
  }
  async heartbeatWorker(worker: WorkerAnnouncement) {
    return workers.heartbeatWorker(this.db, worker);
  }
  async stopWorker(id: string) {
    return workers.stopWorker(this.db, id);
  }

  // Retention
  async prune(what: Prunable, before: Date, limit: number) {
    return retention.prune(this.db, what, before, limit);
  }

  // Budgets and pauses
  async spentBudgets() {
    return budgets.spentBudgets(this.db);
  }
  async setBudget(budget: SetBudget) {
    return budgets.setBudget(this.db, budget);
  }
  async removeBudget(target: BudgetTarget) {
    return budgets.removeBudget(this.db, target);
  }
  async listPauses() {
    return budgets.listPauses(this.db);
  }
  async setPause(pause: Omit<Pause, "createdAt">) {
    return budgets.setPause(this.db, pause);
  }
  async clearPause(target: PauseTarget) {
    return budgets.clearPause(this.db, target);
  }

  // Samples of the queue
  async sampleQueue(slot: SampleSlot) {
    return samples.sampleQueue(this.db, slot);
  }
  async noteExpiredLeases(expired: readonly ExpiredLeases[]) {
    return samples.noteExpiredLeases(this.db, expired);
  }
  async thinQueueSamples(before: Date) {
    return samples.thinQueueSamples(this.db, before);
  }

  // Failures that are alike
  async markFailures(mark: Omit<FailureMark, "markedAt">) {
    return failureMarks.markFailures(this.db, mark);
  }
  async unmarkFailures(key: FailureGroupKey) {
    return failureMarks.unmarkFailures(this.db, key);
  }

  // Bulk actions
  async matchRuns(
    filter: Readonly<Record<string, unknown>>,
    step: { after: BulkPlace | null; limit: number },
  ) {
    return matchRuns(this.db, filter, step);
  }
  async matchDeadEvents(filter: Readonly<Record<string, unknown>>, limit: number) {
    return matchDeadEvents(this.db, filter, limit);
  }
  async matchDeadJobs(filter: Readonly<Record<string, unknown>>, limit: number) {
    return matchDeadJobs(this.db, filter, limit);
  }
  async targetEvents(ids: readonly string[]) {
    return bulk.targetEvents(this.db, ids);
  }
  async targetRuns(ids: readonly string[]) {
    return bulk.targetRuns(this.db, ids);
  }
  async createBulkAction(action: NewBulkAction) {
    return bulk.createBulkAction(this.db, action);
  }
  async getBulkAction(id: string) {
    return bulk.getBulkAction(this.db, id);
  }
  async lockBulkAction(id: string) {
    return bulk.lockBulkAction(this.db, id);
  }
  async runningBulkActions() {
    return bulk.runningBulkActions(this.db);
  }
  async lockBulkItem(actionId: string, position?: number) {
    return bulk.lockBulkItem(this.db, actionId, position);
  }
  async settleBulkItem(actionId: string, position: number, settled: SettledBulkItem) {
    return bulk.settleBulkItem(this.db, actionId, position, settled);
  }
  async countRecentBulkItems(actionId: string, withinMs: number) {
    return bulk.countRecentBulkItems(this.db, actionId, withinMs);
  }
  async unjudgedBulkItems(actionId: string, limit: number) {
    return bulk.unjudgedBulkItems(this.db, actionId, limit);
  }
  async judgeBulkItems(actionId: string, judged: readonly JudgedItem[]) {
    return bulk.judgeBulkItems(this.db, actionId, judged);
  }
  async stopBulkAction(id: string, reason: string) {
    return bulk.stopBulkAction(this.db, id, reason);
  }
  async abortBulkAction(id: string) {
    return bulk.abortBulkAction(this.db, id);
  }
}
