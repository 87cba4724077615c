/** What of each call of the persistence can hold a secret. */

import type { EnginePersistence } from "../../ports/engine-persistence.js";
import type { AnnotationFilters } from "../../ports/workflow-persistence.js";
import type { Redactor } from "../redactor.js";
import { annotation, artifact, event, log, newRun, newStage, runChange, stageChange } from "./inputs.js";
import { AS_IS, type Rules, redactedPort, redactMembers } from "./redacted-port.js";

const RUNS = {
  createRun: (redactor, run) => [newRun(redactor, run)],
  createRuns: (redactor, runs) => [runs.map((run) => newRun(redactor, run))],
  updateRun: (redactor, id, change) => [id, runChange(redactor, change)],
  moveRun: (redactor, id, from, change) => [id, from, runChange(redactor, change)],
  moveRuns: (redactor, moves) => [moves.map((move) => ({ ...move, data: runChange(redactor, move.data) }))],
  getRun: AS_IS,
  getRunState: AS_IS,
  getRunStatus: AS_IS,
  getRunsByStatus: AS_IS,
  getStuckRuns: AS_IS,
  lockRun: AS_IS,
  lockRuns: AS_IS,
  claimPendingRun: AS_IS,
  claimNextPendingRun: AS_IS,
  claimPendingRuns: AS_IS,
  addUsage: AS_IS,
  prune: AS_IS,
} satisfies Partial<Rules<EnginePersistence>>;

const STAGES = {
  createStage: (redactor, stage) => [newStage(redactor, stage)],
  createStages: (redactor, stages) => [stages.map((stage) => newStage(redactor, stage))],
  upsertStage: (redactor, { create, update, ...stage }) => [
    { ...stage, create: newStage(redactor, create), update: stageChange(redactor, update) },
  ],
  updateStage: (redactor, id, change) => [id, stageChange(redactor, change)],
  updateStageByRunAndStageId: (redactor, runId, stageId, change) => [
    runId,
    stageId,
    stageChange(redactor, change),
  ],
  moveStage: (redactor, id, from, change) => [id, from, stageChange(redactor, change)],
  moveStages: (redactor, moves) => [
    moves.map((move) => ({ ...move, data: stageChange(redactor, move.data) })),
  ],
  getStage: AS_IS,
  getStageById: AS_IS,
  getStagesByRun: AS_IS,
  getStagesOfRuns: AS_IS,
  getStageStates: AS_IS,
  getStageAttempts: AS_IS,
  getSuspendedStages: AS_IS,
  getFirstSuspendedStageReadyToResume: AS_IS,
  getFirstFailedStage: AS_IS,
  getLastCompletedStage: AS_IS,
  getLastCompletedStageBefore: AS_IS,
  supersedeStages: AS_IS,
  deleteStage: AS_IS,
  markReports: AS_IS,
} satisfies Partial<Rules<EnginePersistence>>;

/** Keys by which something is found again are changed alike where they are written and where they are looked for. */
const FOUND_BY_KEY = {
  saveArtifact: (redactor, saved) => [artifact(redactor, saved)],
  loadArtifact: (redactor, runId, key) => [runId, redactor.id(key)],
  hasArtifact: (redactor, runId, key) => [runId, redactor.id(key)],
  deleteArtifact: (redactor, runId, key) => [runId, redactor.id(key)],
  listArtifacts: AS_IS,
  getStageIdForArtifact: AS_IS,
  saveStageOutput: (redactor, runId, workflowType, stageId, output) => [
    runId,
    workflowType,
    stageId,
    redactor.data(output, "stage.output"),
  ],
  saveOutputOf: (redactor, stageRecordId, output) => [stageRecordId, redactor.data(output, "stage.output")],
  appendAnnotations: (redactor, stated) => [stated.map((one) => annotation(redactor, one))],
  listAnnotations: (redactor, runId, filters) =>
    filters === undefined ? [runId] : [runId, annotationFilters(redactor, filters)],
  acquireIdempotencyKey: (redactor, key, commandType, options) => [redactor.id(key), commandType, options],
  completeIdempotencyKey: (redactor, key, commandType, result) => [
    redactor.id(key),
    commandType,
    redactor.data(result, "command.result"),
  ],
  releaseIdempotencyKey: (redactor, key, commandType) => [redactor.id(key), commandType],
} satisfies Partial<Rules<EnginePersistence>>;

const OUTBOX = {
  appendOutboxEvents: (redactor, events) => [events.map((one) => event(redactor, one))],
  recordOutboxFailure: (redactor, id, error) => [id, redactor.text(error, "event.error")],
  settleEvents: (redactor, settled) => [
    settled.map((one) =>
      redactMembers(one, {
        failed: (failed) => ({ ...failed, error: redactor.text(failed.error, "event.error") }),
      }),
    ),
  ],
  discardDeadEvents: (redactor, filter, reason, discardedBy) => [
    filter,
    redactor.text(reason, "event.discardReason"),
    discardedBy === undefined ? undefined : redactor.id(discardedBy),
  ],
  getUnpublishedOutboxEvents: AS_IS,
  markOutboxEventsPublished: AS_IS,
  incrementOutboxRetryCount: AS_IS,
  moveOutboxEventToDLQ: AS_IS,
  replayDLQEvents: AS_IS,
  replayDeadEvents: AS_IS,
  listDeadEvents: AS_IS,
  claimEvents: AS_IS,
  waiveEvents: AS_IS,
} satisfies Partial<Rules<EnginePersistence>>;

/** What is spent on a topic is found by the same name as the calls are. */
const BUDGETS = {
  setBudget: (redactor, budget) => [
    redactMembers(budget, {
      targetId: (id) => redactor.id(id),
      actorId: (id) => redactor.id(id),
    }),
  ],
  removeBudget: (redactor, target) => [{ ...target, targetId: redactor.id(target.targetId) }],
  setPause: (redactor, pause) => [
    {
      ...pause,
      reason: redactor.text(pause.reason, "pause.reason"),
      actorId: redactor.id(pause.actorId),
    },
  ],
  clearPause: AS_IS,
  listPauses: AS_IS,
  spentBudgets: AS_IS,
} satisfies Partial<Rules<EnginePersistence>>;

const BULK_ACTIONS = {
  createBulkAction: (redactor, action) => [
    redactMembers(action, {
      name: (name) => redactor.text(name, "bulk.name"),
      reason: (reason) => redactor.text(reason, "bulk.reason"),
      filter: (filter) => redactor.data(filter, "bulk.filter"),
      actor: (actor) =>
        redactMembers(actor, {
          kind: (id) => redactor.id(id),
          id: (id) => redactor.id(id),
          version: (id) => redactor.id(id),
        }),
    }),
  ],
  settleBulkItem: (redactor, actionId, position, settled) => [
    actionId,
    position,
    redactMembers(settled, { reason: (reason) => redactor.text(reason, "bulk.itemReason") }),
  ],
  judgeBulkItems: (redactor, actionId, judged) => [
    actionId,
    judged.map((one) => redactMembers(one, { reason: (reason) => redactor.text(reason, "bulk.itemReason") })),
  ],
  stopBulkAction: (redactor, id, reason) => [id, redactor.text(reason, "bulk.stopReason")],
  matchRuns: AS_IS,
  matchDeadEvents: AS_IS,
  matchDeadJobs: AS_IS,
  targetRuns: AS_IS,
  targetEvents: AS_IS,
  getBulkAction: AS_IS,
  lockBulkAction: AS_IS,
  unjudgedBulkItems: AS_IS,
  countRecentBulkItems: AS_IS,
  runningBulkActions: AS_IS,
  lockBulkItem: AS_IS,
  abortBulkAction: AS_IS,
} satisfies Partial<Rules<EnginePersistence>>;

const FAILURE_MARKS = {
  markFailures: (redactor, mark) => [
    {
      ...mark,
      reason: redactor.text(mark.reason, "failureMark.reason"),
      actorId: redactor.id(mark.actorId),
    },
  ],
  unmarkFailures: AS_IS,
} satisfies Partial<Rules<EnginePersistence>>;

const QUEUE_SAMPLES = {
  sampleQueue: AS_IS,
  noteExpiredLeases: AS_IS,
  thinQueueSamples: AS_IS,
} satisfies Partial<Rules<EnginePersistence>>;

const REST = {
  // The inner persistence is bound to the transaction.
  withTransaction: (redactor, fn) => [(tx) => fn(redactedPersistence(tx, redactor))],
  createLog: (redactor, entry) => [log(redactor, entry)],
  createLogs: (redactor, entries) => [entries.map((entry) => log(redactor, entry))],
  listLogs: AS_IS,
  saveDefinition: (redactor, definition, seenBy) => [
    redactMembers(definition, {
      name: (name) => redactor.text(name, "definition.name"),
      description: (description) => redactor.text(description, "definition.description"),
      groups: (groups) => redactor.schema(groups, "definition.groups"),
      inputSchema: (schema) => redactor.schema(schema, "definition.inputSchema"),
      configSchema: (schema) => redactor.schema(schema, "definition.configSchema"),
    }),
    seenBy,
  ],
  getDefinition: AS_IS,
  heartbeatWorker: (redactor, worker) => [
    redactMembers(worker, {
      host: (host) => redactor.text(host, "worker.host"),
      version: (version) => redactor.text(version, "worker.version"),
    }),
  ],
  stopWorker: AS_IS,
} satisfies Partial<Rules<EnginePersistence>>;

const rules: Rules<EnginePersistence> = {
  ...RUNS,
  ...STAGES,
  ...FOUND_BY_KEY,
  ...OUTBOX,
  ...BUDGETS,
  ...BULK_ACTIONS,
  ...FAILURE_MARKS,
  ...QUEUE_SAMPLES,
  ...REST,
};

export const redactedPersistence: (port: EnginePersistence, redactor: Redactor) => EnginePersistence =
  redactedPort<EnginePersistence>(rules);

function annotationFilters(redactor: Redactor, filters: AnnotationFilters): AnnotationFilters {
  const id = (text: string) => redactor.id(text);
  return redactMembers(filters, {
    key: id,
    keyPrefix: id,
    scope: id,
    scopeId: id,
    actorId: id,
    actorKind: id,
    actorVersion: id,
  });
}
