/** What is kept, and in which orders: the indexes and unique keys the databases have. */

import type { AuditEntry } from "../../domain/audit-chain.js";
import type { Status } from "../../domain/status.js";
import { ascending, by, byText, claimOrder, oldestFirst } from "./order.js";
import type {
  AiCallRow,
  AnnotationRow,
  ArtifactRow,
  BatchRow,
  BudgetRow,
  BulkActionRow,
  BulkItemRow,
  DefinitionRow,
  EventRow,
  FailureMarkRow,
  IdempotencyRow,
  JobRow,
  LogRow,
  ModelPriceRow,
  PauseRow,
  PolicyRow,
  RunRow,
  SampleRow,
  SessionRow,
  StageRow,
  StreamRow,
  TokenRow,
  WorkerRow,
} from "./rows.js";
import { Index, type NoteChange, Table } from "./table.js";

/** A key made of several parts, whatever characters they have. */
export const keyOf = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);

/** The one group of an index whose rows are all alike. */
export const ALL = "";

export const isLive = ({ status }: { readonly status: Status }): boolean =>
  status === "PENDING" || status === "RUNNING" || status === "SUSPENDED";

/** Neither published, nor dead, nor discarded. */
export const isWaiting = ({ publishedAt, dlqAt, discardedAt }: EventRow): boolean =>
  publishedAt === null && dlqAt === null && discardedAt === null;

const idOf = (row: { readonly id: string }): string => row.id;

export type Tables = ReturnType<typeof createTables>;

export function createTables(note: NoteChange) {
  const ofRun = <Row extends { readonly workflowRunId: string | null }>(row: Row) =>
    row.workflowRunId ?? undefined;
  return {
    runs: new Table(
      idOf,
      {
        status: new Index<RunRow>((row) => row.status, oldestFirst),
        claim: new Index<RunRow>((row) => (row.status === "PENDING" ? ALL : undefined), claimOrder),
      },
      note,
    ),
    stages: new Table(
      idOf,
      {
        run: new Index<StageRow>(
          ofRun,
          by(
            ascending((row) => row.executionGroup),
            ascending((row) => row.stageNumber),
            ascending((row) => row.attempt),
            byText(idOf),
          ),
        ),
        currentOfRun: new Index<StageRow>(
          (row) => (row.supersededAt === null ? row.workflowRunId : undefined),
          by(
            ascending((row) => row.executionGroup),
            ascending((row) => row.stageNumber),
            byText(idOf),
          ),
        ),
        current: new Index<StageRow>(
          (row) => (row.supersededAt === null ? keyOf(row.workflowRunId, row.stageId) : undefined),
          byText(idOf),
        ),
        attempt: new Index<StageRow>(
          (row) => keyOf(row.workflowRunId, row.stageId, row.attempt),
          byText(idOf),
        ),
        poll: new Index<StageRow>(
          (row) =>
            row.status === "SUSPENDED" && row.supersededAt === null && row.nextPollAt !== null
              ? ALL
              : undefined,
          by(
            ascending((row) => row.nextPollAt ?? 0),
            byText(idOf),
          ),
        ),
      },
      note,
    ),
    logs: new Table(
      idOf,
      {
        run: new Index<LogRow>(ofRun, oldestFirst),
        stage: new Index<LogRow>((row) => row.workflowStageId ?? undefined, oldestFirst),
      },
      note,
    ),
    artifacts: new Table(
      idOf,
      {
        run: new Index<ArtifactRow>(ofRun, oldestFirst),
        key: new Index<ArtifactRow>((row) => keyOf(row.workflowRunId, row.key), byText(idOf)),
        stage: new Index<ArtifactRow>((row) => row.workflowStageId ?? undefined, oldestFirst),
      },
      note,
    ),
    annotations: new Table(
      idOf,
      {
        run: new Index<AnnotationRow>(ofRun, oldestFirst),
        once: new Index<AnnotationRow>(
          (row) =>
            row.idempotencyKey === null ? undefined : keyOf(row.workflowRunId, row.key, row.idempotencyKey),
          byText(idOf),
        ),
        stage: new Index<AnnotationRow>((row) => row.workflowStageRecordId ?? undefined, oldestFirst),
      },
      note,
    ),
    events: new Table(
      idOf,
      {
        run: new Index<EventRow>(
          ofRun,
          ascending((row) => row.sequence),
        ),
        waiting: new Index<EventRow>(
          (row) => (isWaiting(row) ? ALL : undefined),
          by(
            byText((row) => row.workflowRunId),
            ascending((row) => row.sequence),
          ),
        ),
        waitingOfRun: new Index<EventRow>(
          (row) => (isWaiting(row) ? row.workflowRunId : undefined),
          ascending((row) => row.sequence),
        ),
        dead: new Index<EventRow>(
          (row) => (row.dlqAt !== null && row.discardedAt === null ? ALL : undefined),
          by(
            ascending((row) => row.dlqAt ?? 0),
            byText(idOf),
          ),
        ),
      },
      note,
    ),
    streams: new Table(
      (row) => row.workflowRunId,
      {
        due: new Index<StreamRow>(
          (row) => (row.dueAt === null ? undefined : ALL),
          by(
            ascending((row) => row.dueAt ?? 0),
            byText((row) => row.workflowRunId),
          ),
        ),
      },
      note,
    ),
    idempotency: new Table<IdempotencyRow>((row) => keyOf(row.commandType, row.key), {}, note),
    jobs: new Table(
      idOf,
      {
        run: new Index<JobRow>(ofRun, oldestFirst),
        claim: new Index<JobRow>(
          (row) => (row.status === "PENDING" && row.heldAt === null ? ALL : undefined),
          claimOrder,
        ),
        held: new Index<JobRow>(
          (row) => (row.heldAt === null ? undefined : ALL),
          by(
            byText((row) => row.heldBy ?? ""),
            byText((row) => row.workflowId),
            byText(idOf),
          ),
        ),
        live: new Index<JobRow>(
          (row) => (isLive(row) ? keyOf(row.workflowRunId, row.stageId, row.stageAttempt) : undefined),
          byText(idOf),
        ),
        lease: new Index<JobRow>(
          (row) => (row.status === "RUNNING" ? ALL : undefined),
          by(
            ascending((row) => row.leaseUntil ?? 0),
            byText(idOf),
          ),
        ),
        poll: new Index<JobRow>(
          (row) => (row.status === "SUSPENDED" ? ALL : undefined),
          by(
            ascending((row) => row.nextPollAt ?? 0),
            byText(idOf),
          ),
        ),
        unwanted: new Index<JobRow>(
          ({ status, cancelWorkAt }) =>
            cancelWorkAt !== null && (status === "CANCELLED" || status === "FAILED") ? ALL : undefined,
          by(
            ascending((row) => row.cancelWorkAt ?? 0),
            byText(idOf),
          ),
        ),
      },
      note,
    ),
    aiCalls: new Table(idOf, { run: new Index<AiCallRow>(ofRun, oldestFirst) }, note),
    aiBatches: new Table<BatchRow>((row) => row.batchId, {}, note),
    definitions: new Table(
      (row) => keyOf(row.workflowId, row.contentHash),
      {
        workflow: new Index<DefinitionRow>(
          (row) => row.workflowId,
          byText((row) => row.contentHash),
        ),
      },
      note,
    ),
    workers: new Table<WorkerRow>(idOf, {}, note),
    queueSamples: new Table<SampleRow>(idOf, {}, note),
    modelPrices: new Table<ModelPriceRow>(
      (row) => keyOf(row.modelId, row.provider ?? "", row.effectiveFrom),
      {},
      note,
    ),
    bulkActions: new Table<BulkActionRow>(idOf, {}, note),
    bulkItems: new Table(
      (row) => keyOf(row.actionId, row.position),
      {
        action: new Index<BulkItemRow>(
          (row) => row.actionId,
          ascending((row) => row.position),
        ),
      },
      note,
    ),
    failureMarks: new Table<FailureMarkRow>(
      ({ kind, subject, fingerprint }) => keyOf(kind, subject, fingerprint),
      {},
      note,
    ),
    budgets: new Table<BudgetRow>((row) => keyOf(row.targetKind, row.targetId, row.period), {}, note),
    audit: new Table(
      (row) => String(row.sequence),
      {
        chain: new Index<AuditEntry>(
          () => ALL,
          ascending((row) => row.sequence),
        ),
      },
      note,
    ),
    sessions: new Table<SessionRow>(idOf, {}, note),
    tokens: new Table<TokenRow>(idOf, {}, note),
    policy: new Table<PolicyRow>(idOf, {}, note),
    pauses: new Table<PauseRow>((row) => keyOf(row.targetKind, row.targetId), {}, note),
  };
}
