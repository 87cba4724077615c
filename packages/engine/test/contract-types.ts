/**
 * Our public types against the contract, name by name. Compiled, never run.
 *
 * What we give must be usable as the contract's type, and what the contract's users give must be accepted by us: for
 * records and results ours may have more, for inputs ours may only add optional members.
 */

import type * as ours from "../src/store.js";
import type * as contract from "./contract.js";

/** Fails to compile unless `Sub` can stand where `Super` is asked for. */
type Fits<Sub extends Super, Super> = [Sub, Super];
type Same<Left extends Right, Right extends Mirror, Mirror = Left> = [Left, Right, Mirror];

export type Enums = [
  Same<ours.Status, contract.Status>,
  Same<ours.WorkflowStatus, contract.WorkflowStatus>,
  Same<ours.WorkflowStageStatus, contract.WorkflowStageStatus>,
  Same<ours.JobStatus, contract.JobStatus>,
  Same<ours.LogLevel, contract.LogLevel>,
  Same<ours.ArtifactType, contract.ArtifactType>,
  Same<ours.AnnotationScope, contract.AnnotationScope>,
];

export type Records = [
  Same<ours.WorkflowRunRecord, contract.WorkflowRunRecord>,
  Same<ours.WorkflowStageRecord, contract.WorkflowStageRecord>,
  Same<ours.WorkflowLogRecord, contract.WorkflowLogRecord>,
  Same<ours.WorkflowArtifactRecord, contract.WorkflowArtifactRecord>,
  Same<ours.AnnotationActor, contract.AnnotationActor>,
  Same<ours.WorkflowAnnotationRecord, contract.WorkflowAnnotationRecord>,
  Same<ours.OutboxRecord, contract.OutboxRecord>,
  Same<ours.IdempotencyRecord, contract.IdempotencyRecord>,
  Same<ours.AICallRecord, contract.AICallRecord>,
  Same<ours.JobRecord, contract.JobRecord>,
  Same<ours.DequeueResult, contract.DequeueResult>,
  Same<ours.AIHelperStats, contract.AIHelperStats>,
];

export type Inputs = [
  Same<ours.CreateRunInput, contract.CreateRunInput>,
  Same<ours.UpdateRunInput, contract.UpdateRunInput>,
  Same<ours.CreateStageInput, contract.CreateStageInput>,
  Same<ours.UpdateStageInput, contract.UpdateStageInput>,
  Same<ours.UpsertStageInput, contract.UpsertStageInput>,
  Same<ours.CreateLogInput, contract.CreateLogInput>,
  Same<ours.SaveArtifactInput, contract.SaveArtifactInput>,
  Same<ours.CreateAnnotationInput, contract.CreateAnnotationInput>,
  Same<ours.AnnotationFilters, contract.AnnotationFilters>,
  Same<ours.CreateOutboxEventInput, contract.CreateOutboxEventInput>,
  Same<ours.CreateAICallInput, contract.CreateAICallInput>,
  Same<ours.EnqueueJobInput, contract.EnqueueJobInput>,
];

export type Ports = [
  Fits<ours.WorkflowPersistence, contract.WorkflowPersistence>,
  Fits<ours.JobQueue, contract.JobQueue>,
  Fits<ours.AICallLogger, contract.AICallLogger>,
  Fits<ours.PrismaWorkflowPersistence, contract.WorkflowPersistence>,
  Fits<ours.PrismaJobQueue, contract.JobQueue>,
  Fits<ours.PrismaAICallLogger, contract.AICallLogger>,
  Fits<ours.InMemoryPersistence, contract.WorkflowPersistence>,
  Fits<ours.InMemoryJobQueue, contract.JobQueue>,
  Fits<ours.InMemoryAICallLogger, contract.AICallLogger>,
  Fits<ours.Store["persistence"], contract.WorkflowPersistence>,
  Fits<ours.Store["jobs"], contract.JobQueue>,
  Fits<ours.Store["aiCalls"], contract.AICallLogger>,
];

/** Every member of the contract's ports is one of ours, by name. */
export type Methods = [
  Fits<keyof contract.WorkflowPersistence, keyof ours.WorkflowPersistence>,
  Fits<keyof contract.JobQueue, keyof ours.JobQueue>,
  Fits<keyof contract.AICallLogger, keyof ours.AICallLogger>,
];

export type Errors = [Fits<ours.StaleVersionError, contract.StaleVersionError>];
export type ErrorConstructor = Fits<typeof ours.StaleVersionError, typeof contract.StaleVersionError>;
