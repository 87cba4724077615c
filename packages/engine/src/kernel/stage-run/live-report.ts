/**
 * What a stage tells while it works: logs, progress, AI calls.
 *
 * Collected for a moment and written together, so that a chatty stage costs a few statements a second and is still
 * seen within one. `drain` hands over what is left, to be written in the transaction of the outcome. What a crash
 * leaves unwritten is the last moment's worth.
 */

import type { LogLevel } from "../../domain/status.js";
import type { CreateAICallInput } from "../../ports/ai-call-logger.js";
import type { StoreScope } from "../../ports/kernel-store.js";
import type { CreateLogInput } from "../../ports/workflow-persistence.js";
import type { KernelContext } from "../kernel-context.js";

/** Milliseconds between two writes. */
const WRITE_EVERY_MS = 250;

interface Owner {
  readonly runId: string;
  readonly stageRecordId: string;
}

interface Pending {
  logs: (CreateLogInput & { createdAt: Date })[];
  aiCalls: CreateAICallInput[];
  progress: { fraction: number; message: string | null } | null;
}

export interface LiveReport {
  log(level: LogLevel, message: string, data?: unknown): void;
  progress(fraction: number, message?: string): void;
  aiCall(call: CreateAICallInput): void;
  /**
   * Ends the writing on its own and waits for a write under way. To be called before the transaction of the outcome
   * is opened: that write needs rows which the transaction will hold. Later reports are dropped.
   */
  quiesce(): Promise<void>;
  /** Writes what is left inside the given transaction. */
  drain(scope: StoreScope): Promise<void>;
  /** Stops writing; what is left is written in a transaction of its own. */
  close(): Promise<void>;
}

export function liveReport({ store, clock }: KernelContext, owner: Owner): LiveReport {
  let pending = nothing();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = () => {
    timer = undefined;
    const batch = pending;
    pending = nothing();
    writing = writing
      .then(() => store.transaction((scope) => writeBatch(scope, owner, batch)))
      // The stage goes on; the batch is put back and goes out with the next one or with the outcome.
      .catch(() => {
        pending = merged(batch, pending);
      });
  };
  let isOver = false;
  const soon = () => {
    timer ??= setTimeout(write, WRITE_EVERY_MS);
  };
  const quiesce = async () => {
    isOver = true;
    clearTimeout(timer);
    timer = undefined;
    await writing;
  };
  return {
    log(level, message, data) {
      if (isOver) return;
      const entry = {
        workflowRunId: owner.runId,
        workflowStageId: owner.stageRecordId,
        level,
        message,
        createdAt: clock.now(),
      };
      pending.logs.push(data === undefined ? entry : { ...entry, metadata: data });
      soon();
    },
    progress(fraction, message) {
      if (isOver) return;
      pending.progress = { fraction: Math.min(1, Math.max(0, fraction || 0)), message: message ?? null };
      soon();
    },
    aiCall(call) {
      if (isOver) return;
      pending.aiCalls.push(call);
      soon();
    },
    quiesce,
    // Kept until the transaction commits: a retry of the outcome writes it again from here.
    drain: (scope) => writeBatch(scope, owner, pending),
    async close() {
      await quiesce();
      if (isEmpty(pending)) return;
      await store.transaction((scope) => writeBatch(scope, owner, pending));
      pending = nothing();
    },
  };
}

const nothing = (): Pending => ({ logs: [], aiCalls: [], progress: null });
const isEmpty = ({ logs, aiCalls, progress }: Pending): boolean =>
  logs.length === 0 && aiCalls.length === 0 && progress === null;
const merged = (first: Pending, second: Pending): Pending => ({
  logs: [...first.logs, ...second.logs],
  aiCalls: [...first.aiCalls, ...second.aiCalls],
  progress: second.progress ?? first.progress,
});

async function writeBatch({ persistence, aiCalls }: StoreScope, owner: Owner, batch: Pending): Promise<void> {
  if (batch.aiCalls.length > 0) {
    await persistence.addUsage([
      {
        workflowRunId: owner.runId,
        stageRecordId: owner.stageRecordId,
        costUsd: batch.aiCalls.reduce((sum, { cost }) => sum + cost, 0),
        tokens: batch.aiCalls.reduce(
          (sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens,
          0,
        ),
      },
    ]);
    await aiCalls.write(batch.aiCalls);
  }
  if (batch.progress !== null) {
    const { fraction, message } = batch.progress;
    await persistence.moveStage(owner.stageRecordId, ["RUNNING"], {
      progress: fraction,
      progressText: message,
    });
  }
  await persistence.createLogs(batch.logs);
}
