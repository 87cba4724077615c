/** The contract's persistence in memory: every method is one function of the file of its noun. */

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
import { MemoryDatabase, type Session } from "./database.js";
import * as definitions from "./definitions.js";
import * as failureMarks from "./failure-marks.js";
import * as idempotency from "./idempotency.js";
import * as logs from "./logs.js";
import * as outbox from "./outbox.js";
import * as deadEvents from "./outbox-dead.js";
import * as publishing from "./outbox-publishing.js";
import * as samples from "./queue/samples.js";
import { matchDeadEvents, matchDeadJobs, matchRuns } from "./read/bulk-actions.js";
import * as retention from "./retention.js";
import * as runs from "./runs.js";
import * as stages from "./stages.js";
import * as workers from "./workers.js";

export class InMemoryPersistence implements EnginePersistence {
  /** @param session default: a database of its own */
  constructor(private readonly session: Session = new MemoryDatabase()) {}

  withTransaction<T>(fn: (tx: EnginePersistence) => Promise<T>): Promise<T> {
    return this.session.transaction((tx) => fn(tx === this.session ? this : new InMemoryPersistence(tx)));
  }

  // Runs
  async createRun(data: CreateRunInput) {
    return this.session.write((moment) => runs.createRun(moment, data));
  }
  async createRuns(inputs: readonly CreateRunInput[]) {
    return this.session.write((moment) => runs.createRuns(moment, inputs));
  }
  async updateRun(id: string, data: UpdateRunInput) {
    return this.session.write((moment) => runs.updateRun(moment, id, data));
  }
  async moveRun(id: string, from: readonly Status[], data: UpdateRunInput) {
    return this.session.write((moment) => runs.moveRun(moment, id, from, data));
  }
  async moveRuns(moves: readonly RunMove[]) {
    return this.session.write((moment) => runs.moveRuns(moment, moves));
  }
  async getRun(id: string) {
    return this.session.read((moment) => runs.getRun(moment, id));
  }
  async getRunState(id: string) {
    return this.session.read((moment) => runs.getRunState(moment, id));
  }
  /** The whole database is held by the one transaction that is open, so the run's row is too. */
  async lockRun(id: string) {
    return this.getRunState(id);
  }
  /** As above. */
  async lockRuns(ids: readonly string[]) {
    return this.session.read((moment) => runs.getRunStates(moment, ids));
  }
  async getRunStatus(id: string) {
    return this.session.read((moment) => runs.getRunStatus(moment, id));
  }
  async getRunsByStatus(status: Status) {
    return this.session.read((moment) => runs.getRunsByStatus(moment, status));
  }
  async getStuckRuns(stuckSince: Date) {
    return this.session.read((moment) => runs.getStuckRuns(moment, stuckSince));
  }
  async claimPendingRun(id: string) {
    return this.session.write((moment) => runs.claimPendingRun(moment, id));
  }
  async claimNextPendingRun() {
    return this.session.write((moment) => runs.claimNextPendingRun(moment));
  }
  async claimPendingRuns(options: { limit: number; workflowIds?: readonly string[] }) {
    return this.session.write((moment) => runs.claimPendingRuns(moment, options));
  }

  // Stages
  async createStage(data: CreateStageInput) {
    return this.session.write((moment) => stages.createStage(moment, data));
  }
  async createStages(inputs: readonly CreateStageInput[]) {
    return this.session.write((moment) => stages.createStages(moment, inputs));
  }
  async upsertStage(data: UpsertStageInput) {
    return this.session.write((moment) => stages.upsertStage(moment, data));
  }
  async updateStage(id: string, data: UpdateStageInput) {
    return this.session.write((moment) => stages.updateStage(moment, id, data));
  }
  async updateStageByRunAndStageId(workflowRunId: string, stageId: string, data: UpdateStageInput) {
    return this.session.write((moment) =>
      stages.updateStageByRunAndStageId(moment, workflowRunId, stageId, data),
    );
  }
  async moveStage(id: string, from: readonly Status[], data: UpdateStageInput) {
    return this.session.write((moment) => stages.moveStage(moment, id, from, data));
  }
  async moveStages(moves: readonly StageMove[]) {
    return this.session.write((moment) => stages.moveStages(moment, moves));
  }
  async supersedeStages(runId: string, fromGroup: number) {
    return this.session.write((moment) => stages.supersedeStages(moment, runId, fromGroup));
  }
  async getStage(runId: string, stageId: string) {
    return this.session.read((moment) => stages.getStage(moment, runId, stageId));
  }
  async getStageById(id: string) {
    return this.session.read((moment) => stages.getStageById(moment, id));
  }
  async getStagesByRun(runId: string, options?: { status?: Status; orderBy?: "asc" | "desc" }) {
    return this.session.read((moment) => stages.getStagesByRun(moment, runId, options));
  }
  async getStagesOfRuns(runIds: readonly string[]) {
    return this.session.read((moment) => stages.getStagesOfRuns(moment, runIds));
  }
  async getStageStates(runIds: readonly string[]) {
    return this.session.read((moment) => stages.getStageStates(moment, runIds));
  }
  async getStageAttempts(runId: string) {
    return this.session.read((moment) => stages.getStageAttempts(moment, runId));
  }
  async getSuspendedStages(beforeDate: Date) {
    return this.session.read((moment) => stages.getSuspendedStages(moment, beforeDate));
  }
  async getFirstSuspendedStageReadyToResume(runId: string) {
    return this.session.read((moment) => stages.getFirstSuspendedStageReadyToResume(moment, runId));
  }
  async getFirstFailedStage(runId: string) {
    return this.session.read((moment) => stages.getFirstFailedStage(moment, runId));
  }
  async getLastCompletedStage(runId: string) {
    return this.session.read((moment) => stages.getLastCompletedStage(moment, runId));
  }
  async getLastCompletedStageBefore(runId: string, executionGroup: number) {
    return this.session.read((moment) => stages.getLastCompletedStage(moment, runId, executionGroup));
  }
  async deleteStage(id: string) {
    return this.session.write((moment) => stages.deleteStage(moment, id));
  }
  async markReports(marks: readonly ReportMark[]) {
    return this.session.write((moment) => stages.markReports(moment, marks));
  }
  async addUsage(usage: readonly StageUsage[]) {
    return this.session.write((moment) => stages.addUsage(moment, usage));
  }

  // Logs
  async createLog(data: CreateLogInput) {
    return this.session.write((moment) => logs.createLogs(moment, [data]));
  }
  async createLogs(data: readonly (CreateLogInput & { createdAt?: Date })[]) {
    return this.session.write((moment) => logs.createLogs(moment, data));
  }
  async listLogs(filter?: LogFilter) {
    return this.session.read((moment) => logs.listLogs(moment, filter));
  }

  // Artifacts
  async saveArtifact(data: SaveArtifactInput) {
    return this.session.write((moment) => artifacts.saveArtifact(moment, data));
  }
  async loadArtifact(runId: string, key: string) {
    return this.session.read((moment) => artifacts.loadArtifact(moment, runId, key));
  }
  async hasArtifact(runId: string, key: string) {
    return this.session.read((moment) => artifacts.hasArtifact(moment, runId, key));
  }
  async deleteArtifact(runId: string, key: string) {
    return this.session.write((moment) => artifacts.deleteArtifact(moment, runId, key));
  }
  async listArtifacts(runId: string) {
    return this.session.read((moment) => artifacts.listArtifacts(moment, runId));
  }
  async getStageIdForArtifact(runId: string, stageId: string) {
    return this.session.read((moment) => artifacts.getStageIdForArtifact(moment, runId, stageId));
  }
  async saveStageOutput(runId: string, workflowType: string, stageId: string, output: unknown) {
    return this.session.write((moment) =>
      artifacts.saveStageOutput(moment, { runId, workflowType, stageId, value: output }),
    );
  }
  async saveOutputOf(stageRecordId: string, output: unknown) {
    return this.session.write((moment) => artifacts.saveOutputOf(moment, stageRecordId, output));
  }

  // Annotations
  async appendAnnotations(inputs: CreateAnnotationInput[]) {
    return this.session.write((moment) => annotations.appendAnnotations(moment, inputs));
  }
  async listAnnotations(workflowRunId: string, filters?: AnnotationFilters) {
    return this.session.read((moment) => annotations.listAnnotations(moment, workflowRunId, filters));
  }

  // Outbox
  async appendOutboxEvents(events: CreateOutboxEventInput[]) {
    return this.session.write((moment) => outbox.appendOutboxEvents(moment, events));
  }
  async getUnpublishedOutboxEvents(limit?: number) {
    return this.session.read((moment) => outbox.getUnpublishedOutboxEvents(moment, limit));
  }
  async markOutboxEventsPublished(ids: string[]) {
    return this.session.write((moment) => outbox.markOutboxEventsPublished(moment, ids));
  }
  async incrementOutboxRetryCount(id: string) {
    return this.session.write((moment) => outbox.incrementOutboxRetryCount(moment, id));
  }
  async recordOutboxFailure(id: string, error: string) {
    return this.session.write((moment) => outbox.recordOutboxFailure(moment, id, error));
  }
  async moveOutboxEventToDLQ(id: string) {
    return this.session.write((moment) => outbox.moveOutboxEventToDLQ(moment, id));
  }
  async replayDLQEvents(maxEvents: number) {
    return (await this.replayDeadEvents({ limit: maxEvents })).length;
  }
  async listDeadEvents(filter?: DeadEventFilter) {
    return this.session.read((moment) => deadEvents.listDeadEvents(moment, filter));
  }
  async replayDeadEvents(filter: DeadEventFilter) {
    return this.session.write((moment) => deadEvents.replayDeadEvents(moment, filter));
  }
  async discardDeadEvents(filter: DeadEventFilter, reason: string, discardedBy?: string) {
    return this.session.write((moment) => deadEvents.discardDeadEvents(moment, filter, reason, discardedBy));
  }
  async claimEvents(options: ClaimEventsOptions) {
    return this.session.write((moment) => publishing.claimEvents(moment, options));
  }
  async settleEvents(settled: readonly SettledEvents[]) {
    return this.session.write((moment) => publishing.settleEvents(moment, settled));
  }
  async waiveEvents(before: Date, limit: number) {
    return this.session.write((moment) => publishing.waiveEvents(moment, before, limit));
  }

  // Idempotency
  async acquireIdempotencyKey(key: string, commandType: string, options?: AcquireOptions) {
    return this.session.write((moment) =>
      idempotency.acquireIdempotencyKey(moment, key, commandType, options),
    );
  }
  async completeIdempotencyKey(key: string, commandType: string, result: unknown) {
    return this.session.write((moment) =>
      idempotency.completeIdempotencyKey(moment, key, commandType, result),
    );
  }
  async releaseIdempotencyKey(key: string, commandType: string) {
    return this.session.write((moment) => idempotency.releaseIdempotencyKey(moment, key, commandType));
  }

  // What is known of workflows and workers
  async saveDefinition(definition: StoredWorkflow, seenBy: string) {
    return this.session.write((moment) => definitions.saveDefinition(moment, definition, seenBy));
  }
  async getDefinition(workflowId: string, contentHash?: string) {
    return this.session.read((moment) => definitions.getDefinition(moment, workflowId, contentHash));
  }
  async heartbeatWorker(worker: WorkerAnnouncement) {
    return this.session.write((moment) => workers.heartbeatWorker(moment, worker));
  }
  async stopWorker(id: string) {
    return this.session.write((moment) => workers.stopWorker(moment, id));
  }

  // Retention
  async prune(what: Prunable, before: Date, limit: number) {
    return this.session.write((moment) => retention.prune(moment, what, before, limit));
  }

  // Budgets and pauses
  async spentBudgets() {
    return this.session.read(budgets.spentBudgets);
  }
  async setBudget(budget: SetBudget) {
    return this.session.write((moment) => budgets.setBudget(moment, budget));
  }
  async removeBudget(target: BudgetTarget) {
    return this.session.write((moment) => budgets.removeBudget(moment, target));
  }
  async listPauses() {
    return this.session.read(budgets.listPauses);
  }
  async setPause(pause: Omit<Pause, "createdAt">) {
    return this.session.write((moment) => budgets.setPause(moment, pause));
  }
  async clearPause(target: PauseTarget) {
    return this.session.write((moment) => budgets.clearPause(moment, target));
  }

  // Samples of the queue
  async sampleQueue(slot: SampleSlot) {
    return this.session.write((moment) => samples.sampleQueue(moment, slot));
  }
  async noteExpiredLeases(expired: readonly ExpiredLeases[]) {
    return this.session.write((moment) => samples.noteExpiredLeases(moment, expired));
  }
  async thinQueueSamples(before: Date) {
    return this.session.write((moment) => samples.thinQueueSamples(moment, before));
  }

  // Failures that are alike
  async markFailures(mark: Omit<FailureMark, "markedAt">) {
    return this.session.write((moment) => failureMarks.markFailures(moment, mark));
  }
  async unmarkFailures(key: FailureGroupKey) {
    return this.session.write((moment) => failureMarks.unmarkFailures(moment, key));
  }

  // Bulk actions
  async matchRuns(
    filter: Readonly<Record<string, unknown>>,
    step: { after: BulkPlace | null; limit: number },
  ) {
    return this.session.read((moment) => matchRuns(moment, filter, step));
  }
  async matchDeadEvents(filter: Readonly<Record<string, unknown>>, limit: number) {
    return this.session.read((moment) => matchDeadEvents(moment, filter, limit));
  }
  async matchDeadJobs(filter: Readonly<Record<string, unknown>>, limit: number) {
    return this.session.read((moment) => matchDeadJobs(moment, filter, limit));
  }
  async targetEvents(ids: readonly string[]) {
    return this.session.read((moment) => bulk.targetEvents(moment, ids));
  }
  async targetRuns(ids: readonly string[]) {
    return this.session.read((moment) => bulk.targetRuns(moment, ids));
  }
  async createBulkAction(action: NewBulkAction) {
    return this.session.write((moment) => bulk.createBulkAction(moment, action));
  }
  async getBulkAction(id: string) {
    return this.session.read((moment) => bulk.getBulkAction(moment, id));
  }
  /** Only one transaction is open at a time, so nobody else can hold the row. */
  async lockBulkAction(id: string) {
    return this.getBulkAction(id);
  }
  async runningBulkActions() {
    return this.session.read(bulk.runningBulkActions);
  }
  async lockBulkItem(actionId: string, position?: number) {
    return this.session.read((moment) => bulk.lockBulkItem(moment, actionId, position));
  }
  async settleBulkItem(actionId: string, position: number, settled: SettledBulkItem) {
    return this.session.write((moment) => bulk.settleBulkItem(moment, actionId, position, settled));
  }
  async countRecentBulkItems(actionId: string, withinMs: number) {
    return this.session.read((moment) => bulk.countRecentBulkItems(moment, actionId, withinMs));
  }
  async unjudgedBulkItems(actionId: string, limit: number) {
    return this.session.read((moment) => bulk.unjudgedBulkItems(moment, actionId, limit));
  }
  async judgeBulkItems(actionId: string, judged: readonly JudgedItem[]) {
    return this.session.write((moment) => bulk.judgeBulkItems(moment, actionId, judged));
  }
  async stopBulkAction(id: string, reason: string) {
    return this.session.write((moment) => bulk.stopBulkAction(moment, id, reason));
  }
  async abortBulkAction(id: string) {
    return this.session.write((moment) => bulk.abortBulkAction(moment, id));
  }
}
