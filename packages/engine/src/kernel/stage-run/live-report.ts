/**
 * What a stage tells while it works: logs, progress, AI calls.
 *
 * Collected for a moment and written together with those of other stages, so that a chatty stage costs a few
 * statements a second and is still seen within one. What is left at its end is written in the transaction of the
 * outcome. What a crash leaves unwritten is the last moment's worth, and no AI call whose answer was handed on: those
 * are written at once, and the answer waits for it. A commit takes a few milliseconds and is shared with other stages;
 * a model takes hundreds. A worker that lost its lease writes nothing: the
 * stage is somebody else's, who reports on it.
 */

import { newId } from "../../domain/ids.js";
import type { LogLevel } from "../../domain/status.js";
import type { CreateAICallInput } from "../../ports/ai-call-logger.js";
import type { StageUsage } from "../../ports/engine-persistence.js";
import type { Lease } from "../../ports/job-queue.js";
import type { StoreScope } from "../../ports/kernel-store.js";
import type { CreateLogInput } from "../../ports/workflow-persistence.js";
import type { KernelContext } from "../kernel-context.js";
import type { Timers } from "../timers.js";
import { type ToldBatch, writeBatches } from "./told-batches.js";

/** Milliseconds between two writes. */
const WRITE_EVERY_MS = 250;

/** Milliseconds that an answer is held back at most for its record. */
const LONGEST_HOLD_MS = 1_000;

export interface ReportOwner {
  readonly runId: string;
  readonly stageRecordId: string;
  /** With the number of the delivery: of two in one process, the later has the job. */
  readonly lease: Lease & { readonly attempt: number };
}

/** What was told and is not known to be written. */
export interface ReportedRest {
  readonly owner: ReportOwner;
  /** Recognises the batch when it comes twice. */
  readonly marker: string;
  /** An earlier batch, of which the database did not say whether it was committed. */
  readonly unsure?: ReportedRest;
  readonly logs: readonly (CreateLogInput & { createdAt: Date })[];
  readonly aiCalls: readonly CreateAICallInput[];
  readonly progress: { readonly fraction: number; readonly message: string | null } | null;
  /** Written with the outcome only: a batch that was written before it would be read and told of once more. */
  readonly batches: readonly ToldBatch[];
}

export interface LiveReport {
  log(level: LogLevel, message: string, data?: unknown): void;
  progress(fraction: number, message?: string): void;
  /** Resolves when the call is written, or a second later: a database that is away does not hold up the work. */
  aiCall(call: CreateAICallInput): Promise<void>;
  /** All calls of a batch that has ended. */
  batch(batch: ToldBatch): void;
  /**
   * Ends the writing on its own, waits for a write under way, and hands over what is left. To be called before the
   * transaction of the outcome is opened: that write needs rows which the transaction will hold. Later reports are
   * dropped.
   */
  finish(): Promise<ReportedRest>;
}

export function liveReport({ clock, liveReports, timers }: KernelContext, owner: ReportOwner): LiveReport {
  let pending = nothing(owner);
  let timer: { cancel(): void } | undefined;
  let writing: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const batches: ToldBatch[] = [];

  let unsure: ReportedRest | undefined;
  const writeNext = async () => {
    // The stage goes on whether or not the database answers: the batch goes out with the next one or the outcome.
    const batch = unsure ?? pending;
    if (unsure === undefined) pending = nothing(owner);
    const isWritten = await liveReports.add(batch).then(
      () => true,
      () => false,
    );
    unsure = isWritten ? undefined : batch;
  };
  const write = (): Promise<unknown> => {
    timer?.cancel();
    timer = undefined;
    writing = writing.then(async () => {
      if (unsure !== undefined) await writeNext();
      if (unsure === undefined && !isEmptyRest(pending)) await writeNext();
      if (!isOver && (unsure !== undefined || !isEmptyRest(pending))) soon();
    });
    return writing;
  };
  const soon = () => {
    timer ??= timers.after(WRITE_EVERY_MS, () => void write());
  };
  const note = (told: Partial<ReportedRest>) => {
    if (isOver) return;
    pending = merged(pending, { ...pending, ...NOTHING_TOLD, ...told });
    soon();
  };
  return {
    log(level, message, data) {
      const entry = {
        workflowRunId: owner.runId,
        workflowStageId: owner.stageRecordId,
        level,
        message,
        createdAt: clock.now(),
      };
      note({ logs: [data === undefined ? entry : { ...entry, metadata: data }] });
    },
    progress(fraction, message) {
      note({
        progress: { fraction: Math.min(1, Math.max(0, fraction || 0)), message: message ?? null },
      });
    },
    async aiCall(call) {
      note({ aiCalls: [call] });
      if (!isOver) await atMost(LONGEST_HOLD_MS, write(), timers);
    },
    batch(batch) {
      if (!isOver) batches.push(batch);
    },
    async finish() {
      isOver = true;
      timer?.cancel();
      await writing;
      const rest = { ...pending, batches };
      return unsure === undefined ? rest : { ...rest, unsure };
    },
  };
}

function atMost(ms: number, work: Promise<unknown>, timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    const limit = timers.after(ms, resolve);
    void work.then(() => {
      limit.cancel();
      resolve();
    });
  });
}

const NOTHING_TOLD = { logs: [], aiCalls: [], progress: null, batches: [] } as const;

const nothing = (owner: ReportOwner): ReportedRest => ({
  owner,
  marker: newId(),
  ...NOTHING_TOLD,
});

export const isEmptyRest = ({ logs, aiCalls, progress, batches, unsure }: ReportedRest): boolean =>
  [logs, aiCalls, batches].every(({ length }) => length === 0) && progress === null && unsure === undefined;

/** Calls that are written with the report. */
export const callsOf = ({ aiCalls, batches, unsure }: ReportedRest): readonly CreateAICallInput[] => [
  ...(unsure === undefined ? [] : callsOf(unsure)),
  ...aiCalls,
  ...batches.flatMap(({ calls }) => calls),
];

const merged = (first: ReportedRest, second: ReportedRest): ReportedRest => ({
  owner: first.owner,
  marker: first.marker,
  logs: [...first.logs, ...second.logs],
  aiCalls: [...first.aiCalls, ...second.aiCalls],
  progress: second.progress ?? first.progress,
  batches: [...first.batches, ...second.batches],
});

/** Writes reports in a transaction of their own, leaving out those of stages that were taken from us. */
export const writeLive = (
  { store }: Pick<KernelContext, "store">,
  reports: readonly ReportedRest[],
): Promise<void> =>
  store.transaction(async (scope) => {
    const runIds = [...new Set(reports.map(({ owner }) => owner.runId))];
    const runs = new Map((await scope.persistence.lockRuns(runIds)).map(({ id, status }) => [id, status]));
    const held = new Set(await scope.jobs.stillHeld(reports.map(({ owner }) => owner.lease)));
    // Of a run that was cancelled nobody else reports: what it cost until then is kept.
    const isOurs = ({ runId, lease }: ReportOwner) =>
      held.has(lease.jobId) || runs.get(runId) === "CANCELLED";
    const ours = latestOf(reports).filter(({ owner }) => isOurs(owner));
    await writeRest(
      scope,
      await unwritten(
        scope,
        ours.flatMap(({ unsure }) => unsure ?? []),
      ),
    );
    await writeRest(scope, await unwritten(scope, ours));
  });

function latestOf(reports: readonly ReportedRest[]): ReportedRest[] {
  const latest = new Map<string, number>();
  for (const { owner } of reports) {
    const { jobId, attempt } = owner.lease;
    latest.set(jobId, Math.max(attempt, latest.get(jobId) ?? 0));
  }
  return reports.filter(({ owner }) => latest.get(owner.lease.jobId) === owner.lease.attempt);
}

/** Leaves out those that were committed before, unseen. */
async function unwritten(
  { persistence }: StoreScope,
  reports: readonly ReportedRest[],
): Promise<ReportedRest[]> {
  if (reports.length === 0) return [];
  const marks = reports.map(({ owner, marker }) => ({ stageRecordId: owner.stageRecordId, marker }));
  const isNew = new Set(await persistence.markReports(marks));
  return reports.filter(({ owner }) => isNew.has(owner.stageRecordId));
}

/** Writes what is left of stages that end in the caller's transaction; their progress goes with the outcome. */
export async function writeLast(scope: StoreScope, reports: readonly ReportedRest[]): Promise<void> {
  const told = reports
    .filter((report) => !isEmptyRest(report))
    .map((report) => ({ ...report, progress: null }));
  const before = told.flatMap(({ unsure }) => unsure ?? []);
  await writeRest(scope, await unwritten(scope, before));
  await writeRest(scope, await unwritten(scope, told));
  await writeBatches(
    scope,
    reports.flatMap(({ owner, batches }) => batches.map((batch) => ({ ...batch, ...owner }))),
  );
}

/** Inside a transaction that holds the runs' rows. */
async function writeRest(
  { persistence, aiCalls }: StoreScope,
  reports: readonly ReportedRest[],
): Promise<void> {
  const calls = reports.flatMap(({ aiCalls }) => [...aiCalls]);
  if (calls.length > 0) {
    await persistence.addUsage(reports.filter(({ aiCalls }) => aiCalls.length > 0).map(usageOf));
    await aiCalls.write(calls);
  }
  const progressed = reports.flatMap(({ owner, progress }) =>
    progress === null
      ? []
      : [
          {
            id: owner.stageRecordId,
            from: ["RUNNING" as const, "SUSPENDED" as const],
            data: { progress: progress.fraction, progressText: progress.message },
          },
        ],
  );
  if (progressed.length > 0) await persistence.moveStages(progressed);
  const logs = reports.flatMap(({ logs }) => [...logs]);
  if (logs.length > 0) await persistence.createLogs(logs);
}

const usageOf = ({ owner, aiCalls }: ReportedRest): StageUsage => ({
  workflowRunId: owner.runId,
  stageRecordId: owner.stageRecordId,
  costUsd: aiCalls.reduce((sum, { cost }) => sum + cost, 0),
  tokens: aiCalls.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0),
});
